package dev.headroom.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pieces of text that have broken readers of YAML, JSON, numbers and units somewhere. */
final class HostileText {
  /** Numbers, in forms and sizes that somebody's parser takes for something else. */
  static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-1",
          "010",
          "0o17",
          "0x1F",
          "0b11",
          "1_000",
          "1,000",
          "12:30:45",
          "1e3",
          "1e999",
          "1e-999",
          "1e99999999999",
          ".5",
          "5.",
          "+.inf",
          ".nan",
          "NaN",
          "Infinity",
          "2147483648",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999999999999999999999",
          "\u0661\u0662",
          "\uff11\uff12");

  /** Punctuation and words that mean something to a parser. */
  static final List<String> TOKENS =
      List.of(
          "",
          " ",
          "\t",
          "\n",
          "\r\n",
          "\r",
          ":",
          ": ",
          "? ",
          "- ",
          ",",
          "{",
          "}",
          "[",
          "]",
          "{}",
          "[]",
          "\"",
          "'",
          "\\",
          "\\u0000",
          "\\ud800",
          "\\x",
          "|",
          ">",
          "|9",
          "#",
          " # ",
          "&a ",
          "*a",
          "<<: ",
          "!!int ",
          "!!java.lang.String ",
          "%YAML 1.2\n",
          "---\n",
          "...\n",
          "null",
          "~",
          "true",
          "no",
          "GB/s",
          "Gb/s",
          "TFLOPS",
          "sparsity",
          "extends: h100-sxm\n",
          "value",
          "source",
          "\u0000",
          "\u0007",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\ufeff",
          "\ufffe",
          "\u0130",
          "\u0131",
          "\ud83d\ude00",
          "[".repeat(60),
          "{a: ".repeat(60),
          "{\"a\":".repeat(60),
          "9".repeat(5000),
          "a".repeat(5000));

  /** Rare, because each costs as much as a thousand others. */
  static final List<String> HUGE =
      List.of(
          "x".repeat(200_000),
          "9".repeat(200_000),
          "[".repeat(100_000),
          "- ".repeat(100_000),
          "a: 1\n".repeat(40_000),
          "x".repeat(1_100_000));

  private HostileText() {}

  /** Text whose characters are the bytes of {@code text} in UTF-8. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
