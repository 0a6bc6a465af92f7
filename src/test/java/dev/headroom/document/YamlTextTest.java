package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text that YAML could take for something else. */
class YamlTextTest {
  @Test
  void whatYamlMindsIsEscaped() {
    assertThat(YamlText.quoted("plain")).isEqualTo("\"plain\"");
    assertThat(YamlText.quoted("a: {b} # \"c\\d\"")).isEqualTo("\"a: {b} # \\\"c\\\\d\\\"\"");
    assertThat(YamlText.quoted("two\nlines\u001b[31m")).isEqualTo("\"two?lines?[31m\"");
  }
}
