package dev.headroom.plan;

import dev.headroom.plan.RequestMix.Means;

/**
 * A server in its steady state, without simulating it: continuous batching with chunked prompts at
 * a constant mean rate. Times are means over requests.
 *
 * <p>Let requests with {@code I} prompt and {@code O} generated tokens arrive at {@code λ} a second
 * and a step take {@code T}. By Little's law {@code n = λ·(O−1)·T} sequences decode at a time; a
 * request sees itself beside them. Prompts come in {@code max(1, I/(B−n))} pieces, where {@code B}
 * is the step's limit of tokens; the pieces {@code k} in a step are Poisson's with the mean {@code
 * λ·T} times that. So
 *
 * <pre>T = Σ_k P(k)·t(n + 1 decodes, k pieces)</pre>
 *
 * <p>which is solved by iteration. The knee is the rate at which the sequences no longer find
 * places: {@code max_num_seqs}, KV blocks for their mean lengths, or the step's tokens. Below it
 * requests wait as in a queue of so many servers (Sakasegawa's approximation).
 *
 * @param ratePerSecond of requests, of one copy
 * @param stepSeconds mean time of a step, as a request sees it
 * @param decoding sequences that decode at a time
 * @param timeToFirstToken mean seconds, waiting included
 * @param timePerOutputToken mean seconds
 * @param latency mean seconds
 * @param kneeRate requests a second that one copy can serve at most
 * @param bound what limits the knee
 */
public record SteadyState(
    double ratePerSecond,
    double stepSeconds,
    double decoding,
    double timeToFirstToken,
    double timePerOutputToken,
    double latency,
    double kneeRate,
    String bound) {
  private static final int ROUNDS = 60;
  private static final double PRECISION = 1e-5;
  private static final double KNEE_PRECISION = 1e-3;
  private static final double MANY_PIECES = 12;
  private static final double TAIL = 1e-3;

  /** Whether the rate is below the knee. */
  public boolean isStable() {
    return ratePerSecond < kneeRate;
  }

  /**
   * The steady state of one copy of a deployment.
   *
   * @param mix of requests
   * @param ratePerSecond of one copy
   */
  public static SteadyState of(Deployment.Layout layout, Means mix, double ratePerSecond) {
    Server server = new Server(layout, mix);
    double knee = server.knee;
    if (ratePerSecond >= knee) {
      return new SteadyState(
          ratePerSecond,
          Double.NaN,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          knee,
          server.bound());
    }
    double step = server.stepSeconds(ratePerSecond);
    double decoding = ratePerSecond * (mix.output() - 1) * step;
    double first = server.firstTokenSeconds(ratePerSecond, step) + server.wait(ratePerSecond, step);
    return new SteadyState(
        ratePerSecond,
        step,
        decoding,
        first,
        step,
        first + (mix.output() - 1) * step,
        knee,
        server.bound());
  }

  /** One copy under one mix. */
  private static final class Server {
    private final StepTime time;
    private final SchedulerSettings settings;
    private final Means mix;
    private final double keys;
    private final double places;
    private final boolean memoryBinds;
    private final double knee;

    Server(Deployment.Layout layout, Means mix) {
      this.time = layout.stepTime();
      this.settings = layout.scheduler();
      this.mix = mix;
      // A token that is generated at a uniform time of the answer sees the prompt and half of it.
      this.keys = (mix.inputTimesOutput() + mix.outputSquare() / 2) / mix.output();
      double blockTokens = layout.demand().blockTokens();
      long tokens = Math.min(layout.demand().longest(), Math.round(keys + blockTokens / 2));
      double blocks = layout.demand().blocks((int) Math.max(1, tokens));
      double byMemory = settings.blocks() / blocks;
      this.memoryBinds = byMemory < settings.maxSequences();
      this.places = Math.min(byMemory, settings.maxSequences());
      this.knee = findKnee();
    }

    String bound() {
      double step = stepSeconds(knee);
      double decoding = knee * (mix.output() - 1) * step;
      if (decoding > 0.95 * places) {
        return memoryBinds ? "KV memory" : "max_num_seqs";
      }
      double chunked = chunkShare(knee, step, decoding);
      return chunked > 0.5 ? "compute (prompts)" : "bandwidth (decode steps)";
    }

    /** The rate at which the places, or the step's tokens, are used up. */
    private double findKnee() {
      double low = 0;
      double high = 1;
      while (fits(high) && high < 1e7) {
        low = high;
        high *= 2;
      }
      for (int i = 0; i < 40 && high - low > KNEE_PRECISION * high; i++) {
        double middle = (low + high) / 2;
        if (fits(middle)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private boolean fits(double rate) {
      double step = stepSeconds(rate);
      double decoding = rate * (mix.output() - 1) * step;
      return decoding <= places
          && decoding + rate * step * mix.input() <= settings.maxBatchedTokens();
    }

    /** Mean step as a request sees it, by iteration from a short one upwards. */
    double stepSeconds(double rate) {
      double step = mixed(rate, 0);
      for (int i = 0; i < ROUNDS; i++) {
        double next = mixed(rate, step);
        if (next > 1e3 || Math.abs(next - step) < PRECISION * next) {
          return next;
        }
        step = next;
      }
      return step;
    }

    /** The mean over the pieces of prompts in a step, whose number is Poisson's. */
    private double mixed(double rate, double step) {
      double decoding = Math.min(rate * (mix.output() - 1) * step, 2 * places);
      double room = Math.max(1, settings.maxBatchedTokens() - decoding);
      double cuts = Math.max(1, mix.input() / room);
      double pieces = rate * step * cuts;
      double each = mix.input() / cuts;
      if (pieces > MANY_PIECES) {
        return seconds(decoding + 1, pieces, pieces * each);
      }
      double share = Math.exp(-pieces);
      double sum = share * seconds(decoding + 1, 0, 0);
      double counted = share;
      for (int k = 1; counted < 1 - TAIL; k++) {
        share *= pieces / k;
        counted += share;
        sum += share * seconds(decoding + 1, k, Math.min(k * each, Math.max(room, pieces * each)));
      }
      return sum / counted;
    }

    /** The share of steps with a piece of a prompt in them. */
    private double chunkShare(double rate, double step, double decoding) {
      double room = Math.max(1, settings.maxBatchedTokens() - decoding);
      return -Math.expm1(-rate * step * Math.max(1, mix.input() / room));
    }

    /** A step's seconds for numbers that are means; between whole sequences, in proportion. */
    private double seconds(double decodes, double pieces, double tokens) {
      int whole = (int) Math.floor(decodes);
      double part = decodes - whole;
      int chunks = pieces == 0 ? 0 : (int) Math.max(1, Math.round(pieces));
      long chunkTokens = chunks == 0 ? 0 : Math.max(chunks, Math.round(tokens));
      double low =
          whole + chunks == 0
              ? 0
              : time.seconds(whole, Math.round(whole * keys), chunks, chunkTokens, chunkTokens);
      return part == 0
          ? low
          : (1 - part) * low
              + part
                  * time.seconds(
                      whole + 1, Math.round((whole + 1) * keys), chunks, chunkTokens, chunkTokens);
    }

    /**
     * From the scheduler to the first token: the step that was scheduled before, if the scheduler
     * runs ahead and the device is busy, then the steps of the prompt's pieces.
     */
    double firstTokenSeconds(double rate, double step) {
      double decoding = rate * (mix.output() - 1) * step;
      double busy = -Math.expm1(-decoding);
      double room = Math.max(1, settings.maxBatchedTokens() - decoding);
      double tokens = mix.input() * (1 + rate * step);
      double steps = Math.max(1, tokens / room);
      double ahead = settings.stepsInFlight() > 1 ? busy * step : 0;
      double pieces = 1 + rate * step;
      return ahead + steps * seconds(decoding, pieces / steps, tokens / steps);
    }

    /**
     * Waiting for a place: a queue of as many servers as places, each busy as long as a request.
     */
    double wait(double rate, double step) {
      double load = rate / knee;
      double service = places / knee;
      double variation =
          (mix.outputSquare() - mix.output() * mix.output()) / (mix.output() * mix.output());
      double power = Math.sqrt(2 * (places + 1)) - 1;
      return Math.min(
          service * Math.pow(load, power) / (places * (1 - load)) * (1 + variation) / 2,
          1e6 * step);
    }
  }
}
