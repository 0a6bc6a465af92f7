package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  @Test
  void linesOfJsonAreRead() throws IOException {
    Trace trace =
        TraceReader.read(
            file(
                "t.jsonl",
                "{\"arrival_time\": 100.5, \"input_toks\": 7, \"output_toks\": 3, \"queued_ts\": 10,"
                    + " \"first_token_ts\": 10.25, \"last_token_ts\": 10.75, \"request_id\": \"a\"}",
                "",
                "{\"arrival_time\": 102, \"input_len\": 9, \"output_len\": 1, \"queued_ts\": 12,"
                    + " \"first_token_ts\": 12.5, \"last_token_ts\": 12.5}"));
    assertThat(trace.requests().arrivalSeconds()).containsExactly(0, 1.5);
    assertThat(trace.requests().inputTokens()).containsExactly(7, 9);
    assertThat(trace.requests().outputTokens()).containsExactly(3, 1);
    Trace.Measured measured = trace.measured().orElseThrow();
    assertThat(measured.timeToFirstToken()).containsExactly(0.25, 0.5);
    assertThat(measured.timePerOutputToken()[0]).isCloseTo(0.25, within(1e-12));
    assertThat(measured.timePerOutputToken()[1]).isNaN();
    assertThat(measured.latency()).containsExactly(0.75, 0.5);
  }

  @Test
  void commaSeparatedValuesAreRead() throws IOException {
    Trace trace =
        TraceReader.read(file("t.csv", "arrival_time,input_toks,output_toks", "0,5,6", "0.5,7,8"));
    assertThat(trace.requests().arrivalSeconds()).containsExactly(0, 0.5);
    assertThat(trace.requests().outputTokens()).containsExactly(6, 8);
    assertThat(trace.measured()).isEmpty();
  }

  @Test
  void everyFaultHasItsLine() throws IOException {
    Path path =
        file(
            "bad.jsonl",
            "{\"arrival_time\": 5, \"input_toks\": 7, \"output_toks\": 3}",
            "not json",
            "{\"arrival_time\": 6, \"input_toks\": -7, \"output_toks\": 3}",
            "{\"arrival_time\": 4, \"input_toks\": 7, \"output_toks\": 3}",
            "{\"arrival_time\": 7, \"input_toks\": 7}",
            "[1, 2]",
            "{\"arrival_time\": \"x\", \"input_toks\": 7.5, \"output_toks\": 0}");
    assertThatThrownBy(() -> TraceReader.read(path))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("bad.jsonl:2:1: not JSON")
        .hasMessageContaining(":3:35 input_toks: must be from 1 to 100000000, was -7")
        .hasMessageContaining(":4 arrival_time: must not be before the request above, at 5.0")
        .hasMessageContaining(":5:1: missing key 'output_toks'")
        .hasMessageContaining(":6:1: must be a mapping")
        .hasMessageContaining(":7:18 arrival_time: must be a number")
        .hasMessageContaining(":7:37 input_toks: must be a whole number")
        .hasMessageContaining(":7:57 output_toks: must be from 1");
  }

  @Test
  void emptyNegativeAndImpossibleAreRefused() throws IOException {
    assertThatThrownBy(() -> TraceReader.read(file("empty.jsonl", "")))
        .hasMessageContaining("is empty; expected a request on each line");
    assertThatThrownBy(
            () ->
                TraceReader.read(
                    file("n.jsonl", "{\"arrival_time\":-1,\"input_toks\":7,\"output_toks\":3}")))
        .hasMessageContaining(":1 arrival_time: must be >= 0, was -1.0");
    assertThatThrownBy(
            () ->
                TraceReader.read(
                    file(
                        "o.jsonl",
                        "{\"arrival_time\":1,\"input_toks\":7,\"output_toks\":3,\"queued_ts\":5,"
                            + "\"first_token_ts\":4,\"last_token_ts\":6}")))
        .hasMessageContaining(":1 first_token_ts: must lie between queued_ts and last_token_ts");
    assertThatThrownBy(
            () ->
                TraceReader.read(
                    file("c.csv", "arrival_time,input_toks,output_toks", "1,2.5,3", "x,0,1")))
        .hasMessageContaining(":2 input_toks: must be a whole number")
        .hasMessageContaining(":3 arrival_time: must be a finite number, was 'x'")
        .hasMessageContaining(":3 input_toks: must be a whole number from 1");
    assertThatThrownBy(() -> TraceReader.read(file("d.csv", "when,input_toks", "1,2")))
        .hasMessageContaining("missing column 'arrival_time'")
        .hasMessageContaining("missing column 'output_toks'");
  }
}
