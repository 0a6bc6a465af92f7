package dev.headroom.plan;

/** How many copies of a layout a question needs. */
final class CopyCount {
  /** A copy is not planned nearer to its knee than this share: arrivals vary. */
  static final double MOST_LOAD = 0.95;

  private static final double MORE_COPIES = 1.25;
  private static final int MOST_TRIES = 12;

  /** Less than this is no progress, and more copies only cost more. */
  private static final double PROGRESS = 0.99;

  private CopyCount() {}

  /** The least that the analysis takes to serve the rate; infinite if none can. */
  static double byAnalysis(Deployment.Layout layout, PlanQuestion question) {
    double knee = kneeRate(layout, question);
    return Math.max(1, Math.ceil(question.ratePerSecond() / (MOST_LOAD * knee)));
  }

  /** Requests a second that one copy can serve at most. */
  static double kneeRate(Deployment.Layout layout, PlanQuestion question) {
    return SteadyState.of(layout, question.mix().means(), 1e-6).kneeRate();
  }

  /** Copies that the most devices make. */
  static int most(Deployment.Layout layout, PlanQuestion question) {
    return question.mostDevices() / layout.deployment().sharding().devicesPerReplica();
  }

  /**
   * The fewest copies, from those that the analysis asks for, of which each keeps the promise at
   * its share; the number that comes nearest if none does. More copies are tried in growing steps,
   * then the number is halved in between.
   */
  static PlanCandidate fewest(Deployment.Layout layout, int least, PlanQuestion question) {
    int most = most(layout, question);
    PlanCandidate best = PlanCandidate.ofShare(layout, least, question);
    int broken = least;
    for (int i = 0; i < MOST_TRIES && !best.isKept(); i++) {
      int copies = (int) Math.ceil(best.copies() * MORE_COPIES);
      if (copies > most) {
        break;
      }
      PlanCandidate next = PlanCandidate.ofShare(layout, copies, question);
      Promise promise = question.promise();
      if (!(promise.excess(next.times()) < PROGRESS * promise.excess(best.times()))) {
        break;
      }
      broken = best.copies();
      best = next;
    }
    while (best.isKept() && best.copies() - broken > 1) {
      int middle = (best.copies() + broken) / 2;
      PlanCandidate between = PlanCandidate.ofShare(layout, middle, question);
      if (between.isKept()) {
        best = between;
      } else {
        broken = middle;
      }
    }
    return best;
  }

  /**
   * A candidate with all its copies behind a router, which evens out what chance gives each; with
   * fewer of them while they keep the promise.
   */
  static PlanCandidate whole(PlanCandidate share, PlanQuestion question) {
    if (share.copies() == 1) {
      return share;
    }
    PlanCandidate best = share.whole(share.copies(), question);
    double least = byAnalysis(share.layout(), question);
    while (best.isKept() && best.copies() - 1 >= least) {
      PlanCandidate fewer = share.whole(best.copies() - 1, question);
      if (!fewer.isKept()) {
        return best;
      }
      best = fewer;
    }
    return best;
  }
}
