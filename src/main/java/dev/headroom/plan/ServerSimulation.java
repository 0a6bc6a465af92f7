package dev.headroom.plan;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * A server of one or more copies ({@link SimulatedCopy}) behind a router. The router gives an
 * arriving request to the copy with the least load, where a waiting request counts as four running
 * ones, as vLLM's own balancer counts; of equal ones to the next in turn. It is taken to know the
 * copies' state at once, where vLLM's hears of it every 100 ms.
 *
 * <p>An object is good for one run and for one thread; the same input gives the same run.
 */
public final class ServerSimulation implements ServerListener.Server {
  private static final int WAITING_WEIGHT = 4;

  private final RequestStream requests;
  private final int clients;
  private final RequestStates states;
  private final SimulatedCopy[] copies;
  private int arrived;
  private int turn;

  private ServerSimulation(
      Traffic traffic, int copies, SchedulerSettings settings, KvDemand demand, StepTime stepTime) {
    this.requests = traffic.requests();
    this.clients = traffic.clients();
    this.states = new RequestStates(requests.size());
    this.copies = new SimulatedCopy[copies];
    for (int i = 0; i < copies; i++) {
      this.copies[i] = new SimulatedCopy(traffic, states, settings, demand, stepTime);
    }
    this.copies[0].requireThatAllFit();
  }

  /**
   * Serves all requests by one copy.
   *
   * @param traffic whole blocks of its shared prefix are taken to be there from the beginning
   * @param listener hears of every event
   * @throws IllegalArgumentException if a request can never fit into the memory
   */
  public static ServerRun run(
      Traffic traffic,
      SchedulerSettings settings,
      KvDemand demand,
      StepTime stepTime,
      ServerListener listener) {
    return run(traffic, 1, settings, demand, stepTime, listener);
  }

  /** The same by several copies behind a router; the listener hears of all of them together. */
  public static ServerRun run(
      Traffic traffic,
      int copies,
      SchedulerSettings settings,
      KvDemand demand,
      StepTime stepTime,
      ServerListener listener) {
    ServerSimulation simulation = new ServerSimulation(traffic, copies, settings, demand, stepTime);
    simulation.serve(listener);
    return simulation.result();
  }

  private void serve(ServerListener listener) {
    double now = 0;
    while (states.finished < requests.size()) {
      SimulatedCopy next = copies[0];
      for (SimulatedCopy copy : copies) {
        next = copy.nextEvent() < next.nextEvent() ? copy : next;
      }
      double arrival = nextArrival(now);
      if (arrival <= next.nextEvent()) {
        now = arrival;
        route(arrived++, arrival);
      } else {
        now = next.nextEvent();
        if (next.proceed()) {
          listener.at(now, this);
        }
      }
    }
  }

  /** When the next request arrives; clients that wait ask when they have their answer. */
  private double nextArrival(double now) {
    return arrived < requests.size() && arrived - states.finished < clients
        ? Math.max(now, requests.arrivalSeconds()[arrived])
        : Double.POSITIVE_INFINITY;
  }

  private void route(int request, double seconds) {
    int least = turn % copies.length;
    for (int i = 1; i < copies.length; i++) {
      int each = (turn + i) % copies.length;
      least = load(copies[each]) < load(copies[least]) ? each : least;
    }
    turn = least + 1;
    copies[least].arrive(request, seconds);
  }

  private static int load(SimulatedCopy copy) {
    return WAITING_WEIGHT * copy.waiting() + copy.running();
  }

  private ServerRun result() {
    return new ServerRun(
        requests,
        states.queued,
        states.scheduled,
        states.first,
        states.last,
        new ServerRun.Totals(
            Arrays.stream(copies).mapToDouble(SimulatedCopy::now).max().orElse(0),
            Arrays.stream(copies).mapToLong(copy -> copy.totals().steps()).sum(),
            sum(copy -> copy.totals().busySeconds()),
            Arrays.stream(copies).mapToLong(copy -> copy.totals().preemptions()).sum(),
            computedTokens(),
            sum(copy -> copy.totals().requestSeconds()),
            sum(copy -> copy.totals().runningSeconds()),
            sum(copy -> copy.totals().blockSeconds())),
        states.gaps,
        copies.length);
  }

  private double sum(ToDoubleFunction<SimulatedCopy> part) {
    return Arrays.stream(copies).mapToDouble(part).sum();
  }

  private int count(ToIntFunction<SimulatedCopy> part) {
    return Arrays.stream(copies).mapToInt(part).sum();
  }

  @Override
  public int running() {
    return count(SimulatedCopy::running);
  }

  @Override
  public int waiting() {
    return count(SimulatedCopy::waiting);
  }

  @Override
  public int usedBlocks() {
    return count(SimulatedCopy::usedBlocks);
  }

  @Override
  public int freeBlocks() {
    return count(SimulatedCopy::freeBlocks);
  }

  @Override
  public int finished() {
    return states.finished;
  }

  @Override
  public long generatedTokens() {
    return states.generated;
  }

  @Override
  public long computedTokens() {
    return Arrays.stream(copies).mapToLong(SimulatedCopy::computedTokens).sum();
  }
}
