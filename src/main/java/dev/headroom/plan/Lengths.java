package dev.headroom.plan;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;

/** How long prompts or answers are, in tokens. */
public sealed interface Lengths {
  /** The most tokens of one prompt or answer. */
  int MOST = 10_000_000;

  /** One length. */
  int draw(RandomGenerator random);

  /** The mean of what is drawn, nearly. */
  double mean();

  /** The mean of the squares of what is drawn, nearly. */
  double meanSquare();

  /**
   * All alike.
   *
   * @param tokens of each
   */
  record Fixed(int tokens) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      return tokens;
    }

    @Override
    public double mean() {
      return tokens;
    }

    @Override
    public double meanSquare() {
      return (double) tokens * tokens;
    }
  }

  /**
   * Log-normal, rounded to whole tokens from 1 to {@link #MOST}.
   *
   * @param mean of the distribution
   * @param deviation its standard deviation
   */
  record LogNormal(double mean, double deviation) implements Lengths {
    @Override
    public int draw(RandomGenerator random) {
      double variation = deviation / mean;
      double shape = Math.sqrt(Math.log1p(variation * variation));
      double scale = Math.log(mean) - shape * shape / 2;
      double drawn = new LogNormalDistribution(random, scale, shape).sample();
      return (int) Math.max(1, Math.min(MOST, Math.rint(drawn)));
    }

    @Override
    public double meanSquare() {
      return mean * mean + deviation * deviation;
    }
  }

  /**
   * Reads {@code 512} or {@code lognormal:MEAN:DEVIATION}.
   *
   * @throws IllegalArgumentException naming the option, the value and what would be right
   */
  static Lengths parse(String option, String text) {
    Matcher fixed = Pattern.compile("\\d{1,8}").matcher(text);
    if (fixed.matches()) {
      int tokens = Integer.parseInt(text);
      if (tokens >= 1 && tokens <= MOST) {
        return new Fixed(tokens);
      }
    }
    Matcher drawn =
        Pattern.compile("lognormal:(\\d{1,8}(?:\\.\\d+)?):(\\d{1,8}(?:\\.\\d+)?)")
            .matcher(text.toLowerCase(Locale.ROOT));
    if (drawn.matches()) {
      double mean = Double.parseDouble(drawn.group(1));
      double deviation = Double.parseDouble(drawn.group(2));
      if (mean >= 1 && mean <= MOST && deviation > 0) {
        return new LogNormal(mean, deviation);
      }
    }
    throw new IllegalArgumentException(
        option
            + ": must be tokens such as 512, from 1 to "
            + MOST
            + ", or lognormal:MEAN:DEVIATION such as lognormal:800:600, was '"
            + text
            + "'");
  }
}
