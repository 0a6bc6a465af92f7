package dev.headroom.cli;

import dev.headroom.plan.Lengths;
import dev.headroom.plan.RecordedLoad;
import dev.headroom.plan.RequestMix;
import dev.headroom.plan.Trace;
import dev.headroom.plan.TraceReader;
import dev.headroom.plan.Traffic;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a server is asked. */
final class TrafficOptions {
  private static final int MOST_REQUESTS = 10_000_000;
  private static final int USUAL_REQUESTS = 1000;

  /** Of all copies together, unless one is asked more. */
  private static final int MOST_OF_COPIES = 6000;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Recorded requests, JSON Lines or CSV: arrival_time (s), input_toks, output_toks. With"
              + " queued_ts, first_token_ts and last_token_ts the run is served again and compared.")
  private @Nullable Path trace;

  @Option(
      names = "--timeseries",
      paramLabel = "FILE",
      description =
          "What the server's log said while the trace was recorded, to compare with: CSV with t (s"
              + " from the first request), running, waiting and kv_cache_pct.")
  private @Nullable Path timeseries;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Requests a second (default: 1, or the trace's own arrivals).")
  private @Nullable String rate;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Clients, each of which asks again when it has its answer; instead of --rate.")
  private @Nullable String concurrency;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      defaultValue = "poisson",
      description = "Times between requests: poisson or constant (default: ${DEFAULT-VALUE}).")
  private String arrivals = "poisson";

  @Option(
      names = "--input-len",
      paramLabel = "TOKENS",
      defaultValue = "1024",
      description = "Prompt tokens: 512, or lognormal:MEAN:DEVIATION (default: ${DEFAULT-VALUE}).")
  private String inputLength = "1024";

  @Option(
      names = "--output-len",
      paramLabel = "TOKENS",
      defaultValue = "256",
      description = "Generated tokens, in the same forms (default: ${DEFAULT-VALUE}).")
  private String outputLength = "256";

  @Option(
      names = "--lengths",
      paramLabel = "FILE",
      description =
          "Draw prompts and answers from the requests of a trace instead, each pair together.")
  private @Nullable Path lengths;

  @Option(
      names = "--shared-prefix",
      paramLabel = "N",
      description = "Tokens at the start of every prompt that all have in common (default: 0).")
  private @Nullable String sharedPrefix;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "How many requests are simulated (default: 1000).")
  private @Nullable String requests;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What lengths and arrivals are drawn from (default: ${DEFAULT-VALUE}).")
  private String seed = "1";

  /** The trace, if one was named. */
  Optional<Trace> trace() {
    return Optional.ofNullable(trace).map(TraceReader::read);
  }

  /** The load over time that was recorded beside a trace with measured times, if it was named. */
  Optional<RecordedLoad> recordedLoad(Optional<Trace> recorded) {
    if (timeseries != null && recorded.flatMap(Trace::measured).isEmpty()) {
      throw new IllegalArgumentException(
          "--timeseries: needs a --trace with queued_ts, first_token_ts and last_token_ts");
    }
    return Optional.ofNullable(timeseries).map(RecordedLoad::read);
  }

  /** The mix of prompts and answers. */
  RequestMix mix() {
    return lengths == null
        ? new RequestMix.Independent(
            Lengths.parse("--input-len", inputLength), Lengths.parse("--output-len", outputLength))
        : new RequestMix.Recorded(TraceReader.read(lengths).requests());
  }

  /** Requests a second; infinite with clients that wait. */
  double ratePerSecond() {
    if (concurrency != null) {
      if (rate != null) {
        throw new IllegalArgumentException(
            "--concurrency: clients that wait make their own rate; leave --rate out");
      }
      return Double.POSITIVE_INFINITY;
    }
    return rate == null ? 1 : positive("--rate", rate);
  }

  /** Clients that wait for their answers, or {@link Traffic#OPEN}. */
  int clients() {
    return concurrency == null
        ? Traffic.OPEN
        : (int) new IntegerList("--concurrency", 1, MOST_REQUESTS).single(concurrency);
  }

  /** Tokens that all prompts have in common. */
  int sharedPrefix() {
    return sharedPrefix == null
        ? 0
        : (int) new IntegerList("--shared-prefix", 0, Lengths.MOST).single(sharedPrefix);
  }

  /** The traffic: the trace as it was, or drawn. */
  Traffic traffic(Optional<Trace> recorded) {
    if (recorded.isPresent()) {
      if (rate != null || concurrency != null || lengths != null || requests != null) {
        throw new IllegalArgumentException(
            "--trace: says arrivals and lengths already; leave --rate, --concurrency, --lengths and"
                + " --requests out");
      }
      return new Traffic(recorded.get().requests(), sharedPrefix(), Traffic.OPEN);
    }
    return drawn(mix(), ratePerSecond());
  }

  /** The mix, or the trace's own. */
  RequestMix mix(Optional<Trace> recorded) {
    return recorded
        .map(each -> (RequestMix) new RequestMix.Recorded(each.requests()))
        .orElseGet(this::mix);
  }

  /**
   * Requests a second as asked, or as the trace had them in the mean; infinite if all come at once,
   * or if clients wait.
   */
  double ratePerSecond(Optional<Trace> recorded) {
    if (recorded.isEmpty() || rate != null) {
      return ratePerSecond();
    }
    double[] arrivals = recorded.get().requests().arrivalSeconds();
    double last = arrivals[arrivals.length - 1];
    return last > 0 ? (arrivals.length - 1) / last : Double.POSITIVE_INFINITY;
  }

  /** Drawn traffic at a rate for one copy. */
  Traffic drawn(RequestMix mix, double perSecond) {
    return drawn(mix, perSecond, 1);
  }

  /** Drawn traffic for some copies: as many requests for each, but not without end. */
  Traffic drawn(RequestMix mix, double perSecond, int copies) {
    int each =
        requests == null
            ? USUAL_REQUESTS
            : (int) new IntegerList("--requests", 1, MOST_REQUESTS).single(requests);
    int n = (int) Math.min((long) each * copies, Math.max(each, MOST_OF_COPIES));
    long from = new IntegerList("--seed", 0, Integer.MAX_VALUE).single(seed);
    return new Traffic(mix.stream(perSecond, isPoisson(), n, from), sharedPrefix(), clients());
  }

  private boolean isPoisson() {
    String how = arrivals.toLowerCase(Locale.ROOT);
    if (!how.equals("poisson") && !how.equals("constant")) {
      throw new IllegalArgumentException(
          "--arrivals: must be poisson or constant, was '" + arrivals + "'");
    }
    return how.equals("poisson");
  }

  /** A number above 0. */
  static double positive(String option, String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value > 0 && value < 1e9)) {
      throw new IllegalArgumentException(
          option + ": must be a number above 0, such as 2.5, was '" + text + "'");
    }
    return value;
  }
}
