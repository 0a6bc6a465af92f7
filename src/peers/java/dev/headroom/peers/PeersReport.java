package dev.headroom.peers;

import dev.headroom.document.CsvWriter;
import dev.headroom.measure.MachineFingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The comparison as documents. All times are measured; nothing is predicted. */
final class PeersReport {
  private static final String COMMAND =
      "mvn -B -Ppeers compile exec:exec@peers" + (Peers.GGML.isEmpty() ? "" : " -Dpeers.ggml=ggml_attention");

  private final List<Row> rows;
  private final List<String> contestants;
  private final double seconds;
  private final int every;

  PeersReport(List<Row> rows, List<String> contestants, double seconds, int every) {
    this.rows = List.copyOf(rows);
    this.contestants = List.copyOf(contestants);
    this.seconds = seconds;
    this.every = every;
  }

  /** One line: on how many calls the kernel is the fastest, and by how much. */
  String verdict() {
    List<Row> attention = rows.stream().filter(row -> row.attention().isPresent()).toList();
    return "%d of %d attention calls faster than the best peer; best peer's time over ours: median %.2f, least %.2f, most %.2f"
        .formatted(
            attention.stream().filter(row -> row.ratio() > 1).count(),
            attention.size(),
            quantile(ratios(attention), 0.5),
            quantile(ratios(attention), 0),
            quantile(ratios(attention), 1));
  }

  /** A line for every result that is farther from the right one than allowed. */
  List<String> wrong() {
    return rows.stream()
        .flatMap(
            row ->
                row.results().stream()
                    .filter(result -> !result.right())
                    .map(
                        result ->
                            "%s, %d threads: %s %s is wrong by %.2g of the largest value, at most %.0e is allowed"
                                .formatted(
                                    row.call(),
                                    row.threads(),
                                    result.library(),
                                    result.operator(),
                                    result.difference(),
                                    Check.tolerance(result.library()))))
        .toList();
  }

  String csv() throws IOException {
    StringBuilder text = new StringBuilder();
    CsvWriter csv = new CsvWriter(text);
    for (String name :
        List.of(
            "phase", "attention", "batch", "query_heads", "kv_heads", "head_dim", "tokens",
            "cache_mib", "rows", "outputs", "inputs", "threads", "library", "operator",
            "minimum_seconds", "median_seconds", "samples", "worst_difference")) {
      csv.text(name);
    }
    csv.endRow();
    for (Row row : rows) {
      for (Row.Result result : row.results()) {
        shape(csv, row);
        csv.whole(row.threads()).text(result.library()).text(result.operator());
        csv.number(result.outcome().minimumSeconds()).number(result.outcome().medianSeconds());
        csv.whole(result.outcome().samples()).number(result.difference()).endRow();
      }
    }
    return text.toString();
  }

  private static void shape(CsvWriter csv, Row row) throws IOException {
    if (row.attention().isPresent()) {
      AttentionShape shape = row.attention().get();
      csv.text(shape.phase()).text(shape.variant()).whole(shape.batch());
      csv.whole(shape.queryHeads()).whole(shape.kvHeads()).whole(shape.headDim());
      csv.whole(shape.tokens()).number(shape.cacheMebibytes()).absent().absent().absent();
    } else {
      ProductShape shape = row.product().orElseThrow();
      csv.text("product");
      for (int i = 0; i < 7; i++) {
        csv.absent();
      }
      csv.whole(shape.rows()).whole(shape.outputs()).whole(shape.inputs());
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    MachineFingerprint machine = MachineFingerprint.ofThisMachine();
    text.append("# The bundled kernel beside other libraries\n\n");
    text.append("Measured by `%s`%s in %.0f s on %s, Java %s.\n\n"
        .formatted(
            COMMAND,
            every == 1 ? "" : " (`-Dpeers.arguments=\"FOLDER " + every + "\"`: only a part of the shapes)",
            seconds,
            machine.title(),
            System.getProperty("java.version")));
    text.append("**").append(verdict()).append("** (medians of the samples).\n\n");
    contestants.forEach(line -> text.append("- ").append(line).append(".\n"));
    text.append('\n').append(method()).append("\n\n");
    groups(text);
    libraries(text);
    attention(text);
    products(text);
    return text.toString();
  }

  private String method() {
    double own = worst(true);
    double peers = worst(false);
    return ("All numbers are fp32, in one run: contestants take turns of 20 ms after 25 ms of rest, the first quarter of a turn is dropped, the order rotates. "
            + "Every call was compared with the reference in double precision before it was timed (decode whole; rows of a prompt or a product): "
            + "worst difference %.1e of the largest value for the bundled kernel (%.0e is allowed), %.1e for a peer (%.0e).%s")
        .formatted(
            own,
            Check.OWN_TOLERANCE,
            peers,
            Check.PEER_TOLERANCE,
            (wrong().isEmpty() ? "" : " **" + wrong().size() + " results are wrong.**")
                + (libraryNames().contains(Ggml.NAME) ? "" : " ggml was not compared."));
  }

  private double worst(boolean own) {
    return rows.stream()
        .flatMap(row -> row.results().stream())
        .filter(result -> result.library().equals(Headroom.NAME) == own)
        .mapToDouble(Row.Result::difference)
        .max()
        .orElse(0);
  }

  private void groups(StringBuilder text) {
    text.append("## Best peer's time over ours, by kind\n\n");
    table(text, List.of("Call", "Threads", "n", "faster", "median", "least", "most"));
    Map<String, List<Row>> groups =
        rows.stream()
            .collect(Collectors.groupingBy(PeersReport::group, LinkedHashMap::new, Collectors.toList()));
    groups.forEach(
        (name, members) ->
            row(
                text,
                Stream.concat(
                        Stream.of(name.split("\\|")), summary(members, ratios(members)).stream())
                    .toList()));
    text.append('\n');
  }

  private static String group(Row row) {
    return row.attention().map(shape -> shape.phase() + " " + shape.variant()).orElse("product")
        + "|"
        + row.threads();
  }

  private void libraries(StringBuilder text) {
    text.append("## Each library's time over ours, attention\n\n");
    table(text, List.of("Library", "n", "faster", "median", "least", "most"));
    for (String library : libraryNames()) {
      List<Row> with =
          rows.stream()
              .filter(row -> row.attention().isPresent() && row.best(library).isPresent())
              .toList();
      double[] ratios =
          with.stream()
              .mapToDouble(r -> r.best(library).orElseThrow().seconds() / r.own().seconds())
              .sorted()
              .toArray();
      row(
          text,
          Stream.concat(Stream.of(library), summary(with, ratios).stream()).toList());
    }
    text.append('\n');
  }

  private static List<String> summary(List<Row> members, double[] sortedRatios) {
    long faster = java.util.Arrays.stream(sortedRatios).filter(ratio -> ratio > 1).count();
    return List.of(
        Integer.toString(members.size()),
        Long.toString(faster),
        "%.2f".formatted(quantile(sortedRatios, 0.5)),
        "%.2f".formatted(quantile(sortedRatios, 0)),
        "%.2f".formatted(quantile(sortedRatios, 1)));
  }

  private void attention(StringBuilder text) {
    text.append("## Attention, µs a call\n\n");
    text.append("Median, and in brackets the least. *Ratio*: best peer's median over ours, and of the least samples.\n\n");
    List<String> head = new ArrayList<>(List.of("Call", "B", "H/KV", "d", "Tokens", "KV MiB", "Threads"));
    head.addAll(timeColumns());
    table(text, head);
    for (Row row : rows) {
      row.attention()
          .ifPresent(
              shape -> {
                List<String> cells =
                    new ArrayList<>(
                        List.of(
                            shape.phase() + " " + shape.variant(),
                            Integer.toString(shape.batch()),
                            shape.queryHeads() + "/" + shape.kvHeads(),
                            Integer.toString(shape.headDim()),
                            Integer.toString(shape.tokens()),
                            "%.0f".formatted(shape.cacheMebibytes()),
                            Integer.toString(row.threads())));
                cells.addAll(times(row));
                row(text, cells);
              });
    }
    text.append('\n');
  }

  private void products(StringBuilder text) {
    text.append("## Products (rows × outputs × inputs), µs a call\n\n");
    List<String> head = new ArrayList<>(List.of("Product", "Threads"));
    head.addAll(timeColumns());
    table(text, head);
    for (Row row : rows) {
      row.product()
          .ifPresent(
              shape -> {
                List<String> cells =
                    new ArrayList<>(List.of(shape.toString(), Integer.toString(row.threads())));
                cells.addAll(times(row));
                row(text, cells);
              });
    }
  }

  private List<String> timeColumns() {
    List<String> columns = new ArrayList<>(List.of(Headroom.NAME));
    columns.addAll(libraryNames());
    columns.addAll(List.of("Best peer", "Ratio", "of least"));
    return columns;
  }

  private List<String> times(Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(time(row.own()));
    for (String library : libraryNames()) {
      cells.add(row.best(library).map(PeersReport::time).orElse("–"));
    }
    cells.add(row.bestPeer().library() + " " + row.bestPeer().operator());
    cells.add("%.2f".formatted(row.ratio()));
    cells.add("%.2f".formatted(row.ratioOfMinima()));
    return cells;
  }

  private static String time(Row.Result result) {
    return "%.0f (%.0f)"
        .formatted(
            result.outcome().medianSeconds() * 1e6, result.outcome().minimumSeconds() * 1e6);
  }

  private Set<String> libraryNames() {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> row.results().forEach(result -> names.add(result.library())));
    names.remove(Headroom.NAME);
    return names;
  }

  private static double[] ratios(List<Row> members) {
    return members.stream().mapToDouble(Row::ratio).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static void table(StringBuilder text, List<String> head) {
    row(text, head);
    row(text, head.stream().map(name -> "---").toList());
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
