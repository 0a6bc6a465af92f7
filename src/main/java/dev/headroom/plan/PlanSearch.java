package dev.headroom.plan;

import dev.headroom.plan.Promise.Times;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.GroupedAttention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * The cheapest of many deployments that serves a rate and keeps a promise. The analysis says how
 * many copies each needs at least; the simulation says whether the promise is kept at its
 * percentile, and adds copies until it is.
 */
public final class PlanSearch {
  /** A copy is not planned nearer to its knee than this share: arrivals vary. */
  private static final double MOST_LOAD = 0.95;

  private static final double MORE_COPIES = 1.25;
  private static final int MOST_TRIES = 12;

  /** Of the cheapest, since a dearer one is chosen only if all of these break the promise. */
  private static final int MOST_SIMULATED = 24;

  private PlanSearch() {}

  /**
   * What is asked for.
   *
   * @param mix of requests
   * @param ratePerSecond of all requests
   * @param promise to them
   * @param traffic of one copy at a rate
   * @param mostDevices of a plan
   */
  public record Question(
      RequestMix mix,
      double ratePerSecond,
      Promise promise,
      DoubleFunction<Traffic> traffic,
      int mostDevices) {}

  /**
   * A deployment that serves the rate.
   *
   * @param layout of one copy
   * @param copies of it
   * @param state of one copy in the analysis
   * @param times at the promise's percentile, of one simulated copy
   * @param summary of that copy
   * @param isKept whether the promise is
   * @param usdPerHour of all devices, if the price is known
   */
  public record Candidate(
      Deployment.Layout layout,
      int copies,
      SteadyState state,
      Times times,
      ServingSummary summary,
      boolean isKept,
      OptionalDouble usdPerHour) {
    /** Devices of all copies. */
    public int devices() {
      return copies * layout.deployment().sharding().devicesPerReplica();
    }

    /** What it is ranked by: its price, or its devices where a price is not known. */
    double cost() {
      return usdPerHour.orElse(1e6 + devices());
    }

    /** Price and energy. */
    public PlanCost planCost() {
      ServingSummary.Load load = summary.load();
      double perRequest = load.outputTokensPerSecond() / load.requestsPerSecond();
      return PlanCost.of(
          layout.deployment().device(), devices(), copies * state.ratePerSecond() * perRequest);
    }

    /** Requests a second that all copies can serve at most. */
    public double kneeRate() {
      return copies * state.kneeRate();
    }
  }

  /**
   * What was found.
   *
   * @param candidates that serve the rate, the cheapest first; those that keep the promise before
   *     the others
   * @param refused what does not fit or cannot be spread, a sentence each
   */
  public record Answer(List<Candidate> candidates, List<String> refused) {
    /** Copies the lists. */
    public Answer {
      candidates = List.copyOf(candidates);
      refused = List.copyOf(refused);
    }

    /** Whether any keeps the promise. */
    public boolean isKept() {
      return !candidates.isEmpty() && candidates.get(0).isKept;
    }

    /** Those that no other beats in both cost and latency, the cheapest first. */
    public List<Candidate> front() {
      List<Candidate> front = new ArrayList<>();
      double best = Double.POSITIVE_INFINITY;
      List<Candidate> byCost =
          candidates.stream()
              .sorted(
                  Comparator.comparingDouble(Candidate::cost)
                      .thenComparingDouble(each -> each.times.latency()))
              .toList();
      for (Candidate each : byCost) {
        if (each.times.latency() < best) {
          best = each.times.latency();
          front.add(each);
        }
      }
      return front;
    }
  }

  /** A layout with the copies that the analysis asks for. */
  private record Sized(Deployment.Layout layout, int copies, SteadyState state) {
    double cost() {
      Deployment deployment = layout.deployment();
      int devices = copies * deployment.sharding().devicesPerReplica();
      return deployment.device().priceUsdPerHour().orElse(1e6) * devices;
    }
  }

  /** Answers a question for some deployments, each of one copy. */
  public static Answer search(List<Deployment> deployments, Question question, int longest) {
    List<String> refused = new ArrayList<>();
    List<Sized> sized = new ArrayList<>();
    for (Deployment deployment : deployments) {
      try {
        size(deployment.layout(longest), question, refused).ifPresent(sized::add);
      } catch (IllegalArgumentException e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    sized.sort(Comparator.comparingDouble(Sized::cost));
    List<Candidate> candidates = new ArrayList<>();
    for (Sized each : sized.subList(0, Math.min(MOST_SIMULATED, sized.size()))) {
      candidates.add(simulate(each, question));
    }
    candidates.sort(
        Comparator.comparing((Candidate each) -> !each.isKept)
            .thenComparingDouble(
                each -> each.isKept ? each.cost() : question.promise.excess(each.times)));
    return new Answer(candidates, refused);
  }

  /**
   * What the devices of the best plan would do with other attention: as many copies as each needs,
   * the rest alike. Those that do not fit or cannot be spread so are left out.
   */
  public static List<Candidate> variants(
      Answer answer, Question question, List<AttentionVariant> others, int longest) {
    if (answer.candidates.isEmpty()) {
      return List.of();
    }
    Deployment best = answer.candidates.get(0).layout.deployment();
    if (!(best.model().attention() instanceof GroupedAttention)) {
      return List.of();
    }
    List<Candidate> all = new ArrayList<>();
    for (AttentionVariant variant : others) {
      Deployment deployment = best.withModel(variant.applyTo(best.model()));
      try {
        size(deployment.layout(longest), question, new ArrayList<>())
            .ifPresent(sized -> all.add(simulate(sized, question)));
      } catch (IllegalArgumentException e) {
        // It does not fit on these devices, or cannot be spread so: the table is of those that do.
      }
    }
    return all;
  }

  private static Optional<Sized> size(
      Deployment.Layout layout, Question question, List<String> refused) {
    RequestMix.Means means = question.mix.means();
    double knee = SteadyState.of(layout, means, 1e-6).kneeRate();
    double needed = Math.ceil(question.ratePerSecond / (MOST_LOAD * knee));
    int each = layout.deployment().sharding().devicesPerReplica();
    if (!(needed * each <= question.mostDevices)) {
      refused.add(
          layout.deployment().device().name()
              + ", "
              + layout.deployment().sharding()
              + ": would need more than "
              + question.mostDevices
              + " devices");
      return Optional.empty();
    }
    int copies = (int) Math.max(1, needed);
    return Optional.of(
        new Sized(layout, copies, SteadyState.of(layout, means, question.ratePerSecond / copies)));
  }

  private static Candidate simulate(Sized sized, Question question) {
    Candidate best = candidate(sized, question);
    Candidate last = best;
    int each = sized.layout.deployment().sharding().devicesPerReplica();
    for (int i = 0; i < MOST_TRIES && !best.isKept; i++) {
      int copies = (int) Math.ceil(last.copies * MORE_COPIES);
      if (copies * each > question.mostDevices) {
        break;
      }
      double rate = question.ratePerSecond / copies;
      last =
          candidate(
              new Sized(
                  sized.layout, copies, SteadyState.of(sized.layout, question.mix.means(), rate)),
              question);
      boolean isBetter =
          question.promise.excess(last.times) < 0.99 * question.promise.excess(best.times);
      if (!isBetter) {
        break;
      }
      best = last;
    }
    return best;
  }

  private static Candidate candidate(Sized sized, Question question) {
    Traffic traffic = question.traffic.apply(question.ratePerSecond / sized.copies);
    List<ServerRun> runs = sized.layout.serve(traffic, ServerListener.DEAF);
    Times times = Times.of(runs, question.promise.percentile());
    Deployment deployment = sized.layout.deployment();
    OptionalDouble price = deployment.device().priceUsdPerHour();
    int devices = sized.copies * deployment.sharding().devicesPerReplica();
    return new Candidate(
        sized.layout,
        sized.copies,
        sized.state,
        times,
        ServingSummary.of(runs, sized.layout.scheduler().blocks()),
        question.promise.isKeptBy(times),
        price.isPresent() ? OptionalDouble.of(devices * price.getAsDouble()) : price);
  }
}
