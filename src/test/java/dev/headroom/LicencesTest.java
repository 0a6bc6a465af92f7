package dev.headroom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What we ship says under which licences it comes. */
class LicencesTest {
  private static final Pattern SHIPPED =
      Pattern.compile("(?m)^    <dependency>.*<artifactId>([^<]+)</artifactId>(?!.*<scope>)");

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Headroom.class.getResourceAsStream("/META-INF/licenses/" + name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void everyLibraryThatTravelsIsNamed() throws IOException {
    List<String> shipped =
        SHIPPED
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertThat(shipped).contains("jfreechart", "picocli").doesNotContain("junit-jupiter");
    assertThat(text("README.md")).contains(shipped);
  }

  @Test
  void theTextsTravel() throws IOException {
    assertThat(text("LICENSE")).contains("Apache License", "Version 2.0");
    assertThat(text("LGPL-2.1.txt")).contains("GNU LESSER GENERAL PUBLIC LICENSE", "Version 2.1");
  }
}
