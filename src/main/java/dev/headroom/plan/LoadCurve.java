package dev.headroom.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Latency of a deployment against the rate of requests, up to its knee. */
public final class LoadCurve {
  /** Shares of the knee; nearer to it a simulation of finite length says little. */
  private static final double[] SHARES = {
    0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95
  };

  private LoadCurve() {}

  /**
   * A rate.
   *
   * @param ratePerSecond of all copies
   * @param state of one copy in the analysis
   * @param summary of one simulated copy at its share of the rate
   * @param times of that copy at the percentile
   */
  public record Point(
      double ratePerSecond, SteadyState state, ServingSummary summary, Promise.Times times) {}

  /**
   * The curve.
   *
   * @param layout of one copy
   * @param copies of it
   * @param mix of requests
   * @param traffic of one copy at a rate
   * @param percentile of requests, above 0 and at most 100
   */
  public static List<Point> of(
      Deployment.Layout layout,
      int copies,
      RequestMix mix,
      DoubleFunction<Traffic> traffic,
      double percentile) {
    double knee = SteadyState.of(layout, mix.means(), 1e-6).kneeRate();
    List<Point> points = new ArrayList<>();
    for (double share : SHARES) {
      double rate = share * knee;
      ServerRun run = layout.ofCopies(1).serve(traffic.apply(rate), ServerListener.DEAF);
      points.add(
          new Point(
              copies * rate,
              SteadyState.of(layout, mix.means(), rate),
              ServingSummary.of(run, layout.scheduler().blocks()),
              Promise.Times.of(run, percentile)));
    }
    return points;
  }
}
