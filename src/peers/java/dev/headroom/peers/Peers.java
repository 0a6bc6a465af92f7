package dev.headroom.peers;

import dev.headroom.document.AtomicFiles;
import dev.headroom.kernel.AttentionKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the comparison and writes {@code peers.md} and {@code peers.csv} into a folder. Exit status 1 if somebody computes
 * something wrong, 2 for a wrong command line, 5 if a library or the vector kernel cannot run here.
 *
 * <p>{@code Peers FOLDER [EVERY]}: with {@code EVERY}, only each so-manieth shape, for a look. ggml takes part if the
 * system property {@code peers.ggml} says where its program is.
 */
public final class Peers {
  private static final int[] THREADS = {1, 2};
  /** Where the program of ggml is; empty if it does not take part. */
  static final String GGML = System.getProperty("peers.ggml", "");

  private final List<Peer> peers;
  private final List<Row> rows = new ArrayList<>();

  private Peers(List<Peer> peers) {
    this.peers = peers;
  }

  /** The program. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int status;
    try {
      status = run(arguments);
    } catch (IllegalStateException | IOException e) {
      System.err.println("peers: " + e.getMessage());
      status = 1;
    } catch (LinkageError e) {
      System.err.println("peers: a part of a library cannot be loaded on this machine: " + e);
      status = 5;
    }
    System.out.flush();
    // Threads of the libraries are still there, and some do not survive an orderly end.
    Runtime.getRuntime().halt(status);
  }

  private static int run(String[] arguments) throws IOException {
    if (arguments.length < 1
        || arguments.length > 2
        || (arguments.length == 2 && !arguments[1].matches("[1-9]\\d{0,3}"))) {
      System.err.println("peers: FOLDER [EVERY] expected, was '" + String.join(" ", arguments) + "'");
      return 2;
    }
    Optional<String> obstacle = obstacle();
    List<Peer> peers = new ArrayList<>();
    if (obstacle.isEmpty()) {
      peers.add(new Headroom());
      obstacle =
          load(peers, OpenBlas.NAME, () -> new OpenBlas())
              .or(() -> load(peers, OnnxRuntime.NAME, () -> new OnnxRuntime()))
              .or(() -> load(peers, PyTorch.NAME, () -> new PyTorch()))
              .or(() -> GGML.isEmpty() ? Optional.empty() : load(peers, Ggml.NAME, () -> new Ggml(Path.of(GGML))));
    }
    if (obstacle.isPresent()) {
      System.err.println("peers: " + obstacle.get());
      return 5;
    }
    int every = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 1;
    Path folder = Path.of(arguments[0]);
    long begin = System.nanoTime();
    Peers comparison = new Peers(peers);
    comparison.run(every);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    PeersReport report =
        new PeersReport(comparison.rows, peers.stream().map(Peer::describe).toList(), seconds, every);
    AtomicFiles.write(folder.resolve("peers.md"), report.markdown());
    AtomicFiles.write(folder.resolve("peers.csv"), report.csv());
    System.out.println(report.verdict());
    List<String> wrong = report.wrong();
    wrong.forEach(line -> System.err.println("peers: " + line));
    return wrong.isEmpty() ? 0 : 1;
  }

  private static Optional<String> obstacle() {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return Optional.of("two threads are compared, and this process may use one CPU");
    }
    return AttentionKernels.obstacle();
  }

  // Callers write lambdas, not references to constructors: those would need the library before this method is entered.
  private static Optional<String> load(List<Peer> peers, String name, Supplier<Peer> peer) {
    try {
      peers.add(peer.get());
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(name + " cannot be loaded on this machine: " + e);
    }
  }

  private void run(int every) {
    List<AttentionShape> shapes = AttentionShape.grid();
    progress("warming up");
    shapes.stream().filter(AttentionShape::prefill).limit(1).forEach(this::attention);
    attention(shapes.get(0));
    // Taken while Java was still compiling.
    rows.clear();
    for (int i = 0; i < shapes.size(); i += every) {
      progress("%d of %d: %s".formatted(i + 1, shapes.size(), shapes.get(i)));
      attention(shapes.get(i));
    }
    for (ProductShape shape : ProductShape.grid()) {
      progress("product " + shape);
      product(shape);
    }
    progress("");
    peers.forEach(
        peer -> {
          try {
            peer.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void attention(AttentionShape shape) {
    AttentionInputs inputs = new AttentionInputs(shape);
    Check check = Check.of(inputs);
    for (int threads : THREADS) {
      List<Contestant> contestants = new ArrayList<>();
      peers.forEach(peer -> contestants.addAll(peer.attention(inputs, threads)));
      rows.add(
          new Row(
              Optional.of(shape),
              Optional.empty(),
              threads,
              results(contestants, check)));
    }
  }

  private void product(ProductShape shape) {
    ProductInputs inputs = ProductInputs.of(shape);
    Check check = Check.of(inputs);
    for (int threads : THREADS) {
      List<Contestant> contestants = new ArrayList<>();
      peers.forEach(peer -> contestants.addAll(peer.product(inputs, threads)));
      rows.add(
          new Row(
              Optional.empty(),
              Optional.of(shape),
              threads,
              results(contestants, check)));
    }
  }

  private static List<Row.Result> results(List<Contestant> contestants, Check check) {
    List<Double> differences = new ArrayList<>();
    for (Contestant contestant : contestants) {
      contestant.run(1);
      differences.add(check.difference(contestant));
    }
    List<Race.Outcome> outcomes = Race.run(contestants);
    List<Row.Result> results = new ArrayList<>();
    for (int i = 0; i < contestants.size(); i++) {
      Contestant contestant = contestants.get(i);
      results.add(
          new Row.Result(
              contestant.library(), contestant.operator(), outcomes.get(i), differences.get(i)));
    }
    for (Contestant contestant : contestants) {
      try {
        contestant.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return results;
  }

  private static void progress(String text) {
    System.err.print("\r\u001b[K" + text);
  }
}
