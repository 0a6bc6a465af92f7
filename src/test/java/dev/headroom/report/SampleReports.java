package dev.headroom.report;

import java.util.List;

/** Reports the tests of the formats share: an everyday one and one that wants to break out. */
final class SampleReports {
  static final String HOSTILE =
      "=cmd|' /C calc'!A0 <b>`x`</b> #$%&_{}~^\\ \"q\", a|b\nnext\r\t[*] é 中 \u001B[31m\u202E--";

  private SampleReports() {}

  static Report everyday() {
    Origin origin =
        new Origin(
            "1.2.3",
            "headroom compare --device a100-80gb-sxm -b 8",
            Result.builder()
                .put("seed", 42)
                .put("profiles", List.of(profile("a100-80gb-sxm", "0f3c")))
                .build());
    Section speeds =
        Section.builder("Decode, one token")
            .column("attention", "Attention", Quantity.TEXT)
            .column("kv_heads", "KV heads", Quantity.COUNT)
            .column("bytes", "Moved", Quantity.BYTES)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("speedup", "Speed-up", Quantity.RATIO)
            .column("fits", "Fits", Quantity.FLAG)
            .row("mha", 32, 17.2e9, 0.00701, 1.0, true)
            .row("gqa:8", 8, 4.3e9, 0.001834, 3.822, true)
            .row("mqa", 1, 537e6, 0.00031249, 22.43, true)
            .row("mla", null, null, Double.NaN, null, false)
            .build();
    Section why =
        Section.builder("Why")
            .column("term", "Term", Quantity.TEXT)
            .column("value", "Value", Quantity.MIXED)
            .row("work", new Value.Measure(27.6e12, Quantity.FLOP))
            .row("tiny", new Value.Measure(3e-20, Quantity.SECONDS))
            .row("error", new Value.Measure(-0.031, Quantity.CHANGE))
            .row("bound by", "memory")
            .build();
    return Report.of(origin, "a100-80gb-sxm, batch 8", List.of(speeds, why), results())
        .withRemark("Predicted with datasheet peaks – not measured.")
        .withTotals(Result.builder().put("total", profile("all", "ff")).build());
  }

  private static List<Result> results() {
    return List.of(
        Result.builder()
            .put("attention", "mha")
            .put("num_key_value_heads", 32)
            .put("bytes", 17.2e9)
            .put("predicted_s", 0.00701)
            .put("fits", true)
            .build(),
        Result.builder()
            .put("attention", "gqa:8")
            .put("num_key_value_heads", 8)
            .put("predicted_s", 0.1 + 0.2)
            .put("window", null)
            .put("terms", List.of(Result.builder().put("name", "launch").put("s", 5e-6).build()))
            .build(),
        Result.builder().put("attention", "mla").put("predicted_s", Double.NaN).build());
  }

  private static Result profile(String name, String hash) {
    return Result.builder().put("name", name).put("sha256", hash).build();
  }

  static Report hostile() {
    Section section =
        Section.builder(HOSTILE)
            .column("name", HOSTILE, Quantity.TEXT)
            .column("n", "n", Quantity.COUNT)
            .row(HOSTILE, 1)
            .row("[10pt] 日本語", 22)
            .row("*", 333)
            .row("- -- --- ?` !` ``quoted''", 4444)
            .build();
    Origin origin = new Origin("1", "headroom " + HOSTILE, Result.EMPTY);
    Result result = Result.builder().put("name", HOSTILE).put("error", -0.5).build();
    return Report.of(origin, HOSTILE, List.of(section), List.of(result)).withRemark("- " + HOSTILE);
  }
}
