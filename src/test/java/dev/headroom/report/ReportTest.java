package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that contradict themselves cannot be made. */
class ReportTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Bytes", "kv-heads", "1st", "a b", "größe", "_x"})
  void keysAreSnakeCase(String key) {
    assertThatThrownBy(() -> new Column(key, "", Quantity.TEXT))
        .hasMessage("key: must be snake_case and start with a letter, was '" + key + "'");
    Result.Builder builder = Result.builder().put(key, 1);
    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyIsGivenOnce() {
    Result.Builder builder = Result.builder().put("a", 1);
    assertThatThrownBy(() -> builder.put("a", 2))
        .hasMessage("key: must be given once, was repeated: a");
  }

  @Test
  void rowsFitTheirColumns() {
    Section.Builder builder =
        Section.builder("").column("n", "n", Quantity.COUNT).column("t", "t", Quantity.TEXT);
    assertThatThrownBy(builder.row(1)::build)
        .hasMessageStartingWith("row: must have 2 values, had 1");
    Section.Builder other = Section.builder("").column("n", "n", Quantity.COUNT).row("many");
    assertThatThrownBy(other::build).hasMessage("n: must be COUNT, was Text[text=many]");
    Section.Builder none = Section.builder("");
    assertThatThrownBy(none::build).hasMessageContaining("at least one");
  }

  @Test
  void totalsLeaveTheDocumentsOwnKeysAlone() {
    Report report = SampleReports.everyday();
    Result totals = Result.builder().put("results", 1).build();
    assertThatThrownBy(() -> report.withTotals(totals)).hasMessageContaining("'results'");
  }

  @Test
  void valuesAreMadeFromWhatJavaHas() {
    assertThat(Value.of(null)).isEqualTo(Value.Absent.ABSENT);
    assertThat(Value.of(3)).isEqualTo(new Value.Whole(3));
    assertThat(Value.of(3L)).isEqualTo(new Value.Whole(3));
    assertThat(Value.of(0.5f)).isEqualTo(new Value.Real(0.5));
    assertThat(Value.of(OptionalDouble.of(2))).isEqualTo(new Value.Real(2));
    assertThat(Value.of(OptionalDouble.empty())).isEqualTo(Value.Absent.ABSENT);
    assertThat(Value.of(OptionalLong.of(2))).isEqualTo(new Value.Whole(2));
    assertThat(Value.of(OptionalLong.empty())).isEqualTo(Value.Absent.ABSENT);
    assertThat(Value.of(List.of("a", true)))
        .isEqualTo(new Value.Items(List.of(new Value.Text("a"), new Value.Flag(true))));
    assertThatThrownBy(() -> Value.of(Duration.ZERO)).hasMessageContaining("java.time.Duration");
    assertThatThrownBy(() -> new Value.Measure(1, Quantity.TEXT)).hasMessageContaining("TEXT");
  }
}
