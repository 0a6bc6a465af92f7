package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Output that nobody could write is told from output that nobody wanted. */
class StandardOutputTest {
  private static StandardOutput written(OutputStream stream) {
    StandardOutput output = new StandardOutput(stream);
    PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
    writer.print("µs");
    writer.flush();
    return output;
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void writes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(written(bytes).loss()).isNull();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("µs");
  }

  @Test
  void aFullDiskIsALoss() {
    assertThat(written(failing("No space left on device")).loss())
        .isEqualTo("No space left on device");
  }

  @Test
  void aReaderWhoHasSeenEnoughIsNone() {
    assertThat(written(failing("Broken pipe")).loss()).isNull();
  }
}
