package dev.headroom.measure;

import dev.headroom.kernel.ThreadTeam;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step that every member of a team repeats for itself, handed over once a sample. The numbers
 * that steps return are kept, so that no compiler leaves the work out.
 */
final class TeamLoop implements Action.Work, ThreadTeam.Task {
  /** Distance of two members' sums: no two in a cache line or in a pair of them. */
  private static final int APART = 64;

  private final ThreadTeam team;
  private final Step step;
  private final float[] sums;
  private long calls;

  /** One member's part of a call. */
  @FunctionalInterface
  interface Step {
    /** Does it and returns a number that depends on all the work. */
    float once(int member);
  }

  private TeamLoop(ThreadTeam team, Step step) {
    this.team = team;
    this.step = step;
    this.sums = new float[(team.size() + 1) * APART];
  }

  /** The action of repeating a step on all members. */
  static Action action(String name, ThreadTeam team, long primingCalls, Step step) {
    return new Action(name, new TeamLoop(team, step), helpers(team), primingCalls);
  }

  /** The members besides the caller. */
  static List<Long> helpers(ThreadTeam team) {
    return IntStream.range(1, team.size()).mapToObj(team::threadId).toList();
  }

  @Override
  public void run(long newCalls) {
    calls = newCalls;
    team.run(this);
  }

  @Override
  public void run(int member) {
    float sum = 0;
    for (long i = 0; i < calls; i++) {
      sum += step.once(member);
    }
    sums[(member + 1) * APART] = sum;
  }
}
