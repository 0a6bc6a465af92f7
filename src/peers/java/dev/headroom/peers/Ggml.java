package dev.headroom.peers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ggml_flash_attn_ext in a process of its own, {@code src/peers/c/ggml_attention.c}, which times itself. */
final class Ggml implements Peer {
  static final String NAME = "ggml";

  private final Process process;
  private final DataInputStream answers;
  private final String version;

  /**
   * Starts the program.
   *
   * @throws IllegalArgumentException if it is not there or is another one
   */
  Ggml(Path program) {
    if (!Files.isExecutable(program)) {
      throw new IllegalArgumentException("-Dpeers.ggml: no program at " + program);
    }
    try {
      process =
          new ProcessBuilder(program.toAbsolutePath().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
      version = line();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!version.startsWith(NAME + " ")) {
      process.destroy();
      throw new IllegalArgumentException(
          "-Dpeers.ggml: " + program + " is not the program of src/peers/c, it answered '" + version + "'");
    }
  }

  @Override
  public String describe() {
    return version
        + ": ggml_flash_attn_ext on fp32, a mask in fp16 for prompts; no append; in a process of its own that times itself";
  }

  @Override
  public List<Contestant> attention(AttentionInputs inputs, int threads) {
    AttentionShape s = inputs.shape;
    ask(
        "attention %d %d %d %d %d %d %d"
            .formatted(
                s.prefill() ? 1 : 0, s.batch(), s.queryHeads(), s.kvHeads(), s.headDim(), s.tokens(), threads),
        "ready");
    return List.of(new Call());
  }

  @Override
  public List<Contestant> product(ProductInputs inputs, int threads) {
    return List.of();
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Sends a command; returns what follows the word that its answer has to begin with. */
  private String ask(String command, String word) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      String answer = line();
      if (!answer.startsWith(word)) {
        throw new IllegalStateException(NAME + ": '" + command + "' was answered by '" + answer + "'");
      }
      return answer.substring(word.length()).strip();
    } catch (IOException e) {
      throw new IllegalStateException(NAME + ": '" + command + "' was not answered: " + e.getMessage(), e);
    }
  }

  /** A line of its answers; empty if it has ended. */
  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = answers.read(); next >= 0 && next != '\n'; next = answers.read()) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  /** The call that was asked for last. */
  private final class Call implements Contestant {
    @Override
    public String library() {
      return NAME;
    }

    @Override
    public String operator() {
      return "flash_attn_ext";
    }

    @Override
    public void run(int times) {
      seconds(times);
    }

    @Override
    public double seconds(int times) {
      return Double.parseDouble(ask("run " + times, "seconds"));
    }

    @Override
    public float[] outputs() {
      float[] numbers = new float[Integer.parseInt(ask("outputs", "numbers"))];
      byte[] bytes = new byte[numbers.length * Float.BYTES];
      try {
        answers.readFully(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
      return numbers;
    }
  }
}
