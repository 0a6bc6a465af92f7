package dev.headroom.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server held over time, at regular moments; the interval doubles when there are too many of
 * them.
 */
public final class Timeline implements ServerListener {
  private static final int MOST = 4096;
  private static final int WHILE_ARRIVING = 200;

  private final List<Moment> moments = new ArrayList<>();
  private double interval;
  private double next;

  /**
   * A moment.
   *
   * @param seconds from the first arrival
   * @param running requests
   * @param waiting requests
   * @param usedBlocks KV blocks
   * @param generatedTokens so far
   */
  public record Moment(
      double seconds, int running, int waiting, int usedBlocks, long generatedTokens) {}

  /** A timeline of moments so many seconds apart. */
  public Timeline(double intervalSeconds) {
    this.interval = intervalSeconds;
    this.next = intervalSeconds;
  }

  /** A timeline for a traffic: some hundred moments while requests arrive. */
  public static Timeline of(Traffic traffic) {
    double[] arrivals = traffic.requests().arrivalSeconds();
    double last = arrivals[arrivals.length - 1];
    return new Timeline(last > 0 ? Math.min(1, niceSeconds(last / WHILE_ARRIVING)) : 1);
  }

  /** The next of 1, 2 and 5 times a power of ten, above 0. */
  public static double niceSeconds(double atLeast) {
    if (!(atLeast > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double each : new double[] {1, 2, 5}) {
      if (each * power >= atLeast * (1 - 1e-9)) {
        return each * power;
      }
    }
    return 10 * power;
  }

  @Override
  public void at(double seconds, Server server) {
    if (seconds < next) {
      return;
    }
    moments.add(
        new Moment(
            seconds,
            server.running(),
            server.waiting(),
            server.usedBlocks(),
            server.generatedTokens()));
    next = (Math.floor(seconds / interval) + 1) * interval;
    if (moments.size() == MOST) {
      thin();
    }
  }

  private void thin() {
    for (int i = MOST / 2 - 1; i >= 0; i--) {
      moments.remove(2 * i);
    }
    interval *= 2;
    next = (Math.floor(next / interval) + 1) * interval;
  }

  /** The moments in order. */
  public List<Moment> moments() {
    return List.copyOf(moments);
  }
}
