package dev.headroom.plan;

import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.GroupedAttention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cheapest of many deployments that serves a rate and keeps a promise. The analysis says how
 * many copies each needs at least; the simulation says whether the promise is kept at its
 * percentile, and adds copies until it is. One copy is simulated at its share of the rate with
 * Poisson arrivals, which is what a router that chooses at random gives it; the cheapest plans are
 * simulated whole, all copies behind a router that looks at their load.
 */
public final class PlanSearch {
  /** Of the cheapest, since a dearer one is chosen only if all of these break the promise. */
  private static final int MOST_SIMULATED = 24;

  /** The cheapest that keep the promise are simulated whole, and those hardly dearer. */
  private static final int MOST_WHOLE = 3;

  private static final double HARDLY_DEARER = 1.15;

  private PlanSearch() {}

  /**
   * A deployment that cannot serve.
   *
   * @param reason a sentence
   * @param mostRate requests a second that it serves with all devices allowed; 0 if it does not fit
   * @param nearest what would serve that rate, in words
   */
  public record Refusal(String reason, double mostRate, String nearest) {}

  /** A layout with the copies that the analysis asks for. */
  private record Sized(Deployment.Layout layout, int copies) {
    double cost() {
      Deployment deployment = layout.deployment();
      int devices = copies * deployment.sharding().devicesPerReplica();
      return deployment.device().priceUsdPerHour().orElse(1e6) * devices;
    }
  }

  /**
   * What was found.
   *
   * @param candidates that serve the rate, the cheapest first; those that keep the promise before
   *     the others, which come by how far they miss it
   * @param refused what does not fit, cannot be spread or needs too many devices
   */
  public record Answer(List<PlanCandidate> candidates, List<Refusal> refused) {
    /** Copies the lists. */
    public Answer {
      candidates = List.copyOf(candidates);
      refused = List.copyOf(refused);
    }

    /** Whether any keeps the promise. */
    public boolean isKept() {
      return !candidates.isEmpty() && candidates.get(0).isKept();
    }

    /** Those that no other beats in both cost and latency, the cheapest first. */
    public List<PlanCandidate> front() {
      List<PlanCandidate> front = new ArrayList<>();
      double best = Double.POSITIVE_INFINITY;
      List<PlanCandidate> byCost =
          candidates.stream()
              .sorted(
                  Comparator.comparingDouble(PlanCandidate::cost)
                      .thenComparingDouble(each -> each.times().latency()))
              .toList();
      for (PlanCandidate each : byCost) {
        if (each.times().latency() < best) {
          best = each.times().latency();
          front.add(each);
        }
      }
      return front;
    }
  }

  /** Answers a question for some deployments, each of one copy. */
  public static Answer search(List<Deployment> deployments, PlanQuestion question) {
    int longest = question.longest();
    List<Refusal> refused = new ArrayList<>();
    List<Sized> sized = new ArrayList<>();
    for (Deployment deployment : deployments) {
      try {
        size(deployment.layout(longest), question, sized, refused);
      } catch (IllegalArgumentException e) {
        // The option that it names was one of many values here.
        String reason = String.valueOf(e.getMessage()).replaceFirst("^--[a-z-]+: ", "");
        refused.add(new Refusal(reason, 0, ""));
      }
    }
    sized.sort(Comparator.comparingDouble(Sized::cost));
    List<PlanCandidate> candidates = new ArrayList<>();
    for (Sized each : sized.subList(0, Math.min(MOST_SIMULATED, sized.size()))) {
      candidates.add(CopyCount.fewest(each.layout, each.copies, question));
    }
    rank(candidates, question);
    serveWhole(candidates, question);
    rank(candidates, question);
    return new Answer(candidates, refused);
  }

  private static void rank(List<PlanCandidate> candidates, PlanQuestion question) {
    candidates.sort(
        Comparator.comparing((PlanCandidate each) -> !each.isKept())
            .thenComparingDouble(
                each -> each.isKept() ? each.cost() : question.promise().excess(each.times())));
  }

  private static void serveWhole(List<PlanCandidate> candidates, PlanQuestion question) {
    double most = candidates.isEmpty() ? 0 : HARDLY_DEARER * candidates.get(0).cost();
    for (int i = 0; i < Math.min(MOST_WHOLE, candidates.size()); i++) {
      PlanCandidate each = candidates.get(i);
      if (each.isKept() && each.cost() <= most) {
        PlanCandidate whole = CopyCount.whole(each, question);
        candidates.set(i, whole.isKept() ? whole : each);
      }
    }
  }

  /**
   * What the devices of the best plan would do with other attention: as many copies as each needs,
   * the rest alike. Those that do not fit or cannot be spread so are left out.
   */
  public static List<PlanCandidate> variants(
      Answer answer, PlanQuestion question, List<AttentionVariant> others) {
    if (answer.candidates.isEmpty()) {
      return List.of();
    }
    Deployment best = answer.candidates.get(0).layout().deployment();
    if (!(best.model().attention() instanceof GroupedAttention)) {
      return List.of();
    }
    List<Sized> sized = new ArrayList<>();
    for (AttentionVariant variant : others) {
      Deployment deployment = best.withModel(variant.applyTo(best.model()));
      try {
        size(deployment.layout(question.longest()), question, sized, new ArrayList<>());
      } catch (IllegalArgumentException e) {
        // It does not fit on these devices, or cannot be spread so: the table is of those that do.
      }
    }
    return sized.stream()
        .map(each -> CopyCount.fewest(each.layout, each.copies, question))
        .map(each -> each.isKept() ? CopyCount.whole(each, question) : each)
        .toList();
  }

  private static void size(
      Deployment.Layout layout, PlanQuestion question, List<Sized> sized, List<Refusal> refused) {
    double needed = CopyCount.byAnalysis(layout, question);
    int most = CopyCount.most(layout, question);
    if (needed <= most) {
      sized.add(new Sized(layout, (int) needed));
      return;
    }
    Deployment deployment = layout.deployment();
    int each = deployment.sharding().devicesPerReplica();
    String spread = deployment.device().name() + ", " + deployment.sharding();
    refused.add(
        new Refusal(
            spread
                + ": would need "
                + (needed * each < Integer.MAX_VALUE
                    ? Long.toString((long) (needed * each))
                    : "more")
                + " devices, more than the "
                + question.mostDevices()
                + " allowed",
            CopyCount.MOST_LOAD * most * CopyCount.kneeRate(layout, question),
            most * each + " × " + spread));
  }
}
