package dev.headroom.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server held over time, at regular moments; the interval doubles when there are too many of
 * them.
 */
public final class Timeline implements ServerListener {
  private static final int MOST = 4096;

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
