package dev.headroom.plan;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * A server step by step, as the scheduler of vLLM decides: running requests first, in the order of
 * their admission, one token each or the next chunk of their prompt, within the step's tokens; if
 * blocks run out, the one admitted last is preempted, loses its keys and goes back to the front of
 * the queue; waiting requests are admitted in order while nobody was preempted and tokens, places
 * and blocks are left.
 *
 * <p>Events are the arrivals and the ends of steps. The scheduler hears of arrivals between two
 * steps. With two steps in flight it schedules a step when the one before the last ends, without
 * having seen the last one's tokens, as asynchronous scheduling does; the device never waits for it
 * then.
 *
 * <p>An object is good for one run and for one thread; the same input gives the same run.
 */
public final class ServerSimulation implements ServerListener.Server {
  private static final double MICROSECONDS = 1e6;
  private static final long LONGEST_GAP = 100_000_000_000L;

  private final RequestStream requests;
  private final int clients;
  private final SchedulerSettings settings;
  private final KvDemand demand;
  private final StepTime stepTime;
  private final ServerListener listener;
  private final int prefixTokens;
  private final int prefixBlocks;

  private final BlockPool pool;
  private final RequestQueue waiting = new RequestQueue();
  private final int[] running;
  private int runningCount;

  /** Tokens of each request whose keys are there or being made. */
  private final int[] computed;

  /** Output tokens of each request that were scheduled. */
  private final int[] scheduledOutputs;

  /** Output tokens of each request that are there. */
  private final int[] outputs;

  private final int[] held;
  private final boolean[] isRunning;
  private final double[] queued;
  private final double[] scheduled;
  private final double[] first;
  private final double[] last;
  private final double[] latest;
  private final Histogram gaps = new Histogram(LONGEST_GAP, 3);

  /** Requests that get a token from each step in flight, a ring of steps. */
  private final int[][] receivers;

  private final int[] receiverCount;
  private final double[] end;
  private int oldest;
  private int inFlight;

  private double now;
  private double deviceFree;
  private int arrived;
  private int finished;
  private long generated;
  private long computedTokens;
  private long steps;
  private long preemptions;
  private double busy;
  private double requestSeconds;
  private double runningSeconds;
  private double blockSeconds;

  // The step that is being scheduled.
  private int budget;
  private int decodes;
  private long decodeKeys;
  private int chunks;
  private long chunkTokens;
  private long chunkKeys;

  private ServerSimulation(
      Traffic traffic,
      SchedulerSettings settings,
      KvDemand demand,
      StepTime stepTime,
      ServerListener listener) {
    this.requests = traffic.requests();
    this.clients = traffic.clients();
    this.settings = settings;
    this.demand = demand;
    this.stepTime = stepTime;
    this.listener = listener;
    this.prefixBlocks = traffic.sharedPrefix() / demand.blockTokens();
    this.prefixTokens = prefixBlocks * demand.blockTokens();
    if (prefixBlocks >= settings.blocks()) {
      throw new IllegalArgumentException(
          "--shared-prefix: needs " + prefixBlocks + " KV blocks of " + settings.blocks());
    }
    int n = requests.size();
    this.pool = new BlockPool(settings.blocks() - prefixBlocks, n);
    this.running = new int[settings.maxSequences()];
    this.computed = new int[n];
    this.scheduledOutputs = new int[n];
    this.outputs = new int[n];
    this.held = new int[n];
    this.isRunning = new boolean[n];
    this.queued = new double[n];
    this.scheduled = new double[n];
    Arrays.fill(scheduled, Double.NaN);
    this.first = new double[n];
    this.last = new double[n];
    this.latest = new double[n];
    int depth = settings.stepsInFlight();
    this.receivers = new int[depth][settings.maxSequences()];
    this.receiverCount = new int[depth];
    this.end = new double[depth];
  }

  /**
   * Serves all requests.
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
    ServerSimulation simulation =
        new ServerSimulation(traffic, settings, demand, stepTime, listener);
    simulation.requireThatAllFit();
    simulation.serve();
    return simulation.result();
  }

  private void requireThatAllFit() {
    for (int i = 0; i < requests.size(); i++) {
      int needed = blocks(requests.inputTokens()[i] + requests.outputTokens()[i]);
      if (needed > settings.blocks() - prefixBlocks) {
        throw new IllegalArgumentException(
            "requests: number "
                + i
                + " needs "
                + needed
                + " KV blocks for "
                + requests.inputTokens()[i]
                + " input and "
                + requests.outputTokens()[i]
                + " output tokens; the memory holds "
                + (settings.blocks() - prefixBlocks));
      }
    }
  }

  private void serve() {
    while (finished < requests.size()) {
      hearArrivals();
      if (inFlight < settings.stepsInFlight() && schedule()) {
        tell();
      } else if (inFlight > 0) {
        advanceTo(end[oldest]);
        deliver();
        tell();
      } else {
        // Nothing to do: the next arrival is the next event.
        advanceTo(requests.arrivalSeconds()[arrived]);
      }
    }
  }

  private void tell() {
    listener.at(now, this);
  }

  private void advanceTo(double seconds) {
    if (seconds > now) {
      double passed = seconds - now;
      requestSeconds += passed * (runningCount + waiting.size());
      runningSeconds += passed * runningCount;
      blockSeconds += passed * usedBlocks();
      now = seconds;
    }
  }

  private void hearArrivals() {
    while (arrived < requests.size()
        && arrived - finished < clients
        && requests.arrivalSeconds()[arrived] <= now) {
      queued[arrived] = now;
      waiting.push(arrived++);
    }
  }

  /** Schedules a step, if there is anything to compute. */
  private boolean schedule() {
    budget = settings.maxBatchedTokens();
    decodes = 0;
    decodeKeys = 0;
    chunks = 0;
    chunkTokens = 0;
    chunkKeys = 0;
    int slot = (oldest + inFlight) % end.length;
    receiverCount[slot] = 0;
    boolean preempted = continueRunning(slot);
    if (!preempted) {
      admit(slot);
    }
    if (decodes + chunks == 0) {
      return false;
    }
    double seconds = stepTime.seconds(decodes, decodeKeys, chunks, chunkTokens, chunkKeys);
    deviceFree = Math.max(now, deviceFree) + seconds;
    end[slot] = deviceFree;
    busy += seconds;
    steps++;
    inFlight++;
    return true;
  }

  private boolean continueRunning(int slot) {
    boolean preempted = false;
    for (int i = 0; i < runningCount && budget > 0; i++) {
      int request = running[i];
      int tokens = Math.min(missing(request), budget);
      if (tokens == 0) {
        continue;
      }
      int needed = blocks(computed[request] + tokens) - held[request];
      while (needed > pool.free() && runningCount > i) {
        preemptLast();
        preempted = true;
      }
      if (runningCount > i) {
        compute(request, tokens, Math.max(0, needed), slot);
      }
    }
    return preempted;
  }

  private void admit(int slot) {
    while (budget > 0 && runningCount < settings.maxSequences() && waiting.size() > 0) {
      int request = waiting.peek();
      if (scheduledOutputs[request] == requests.outputTokens()[request]) {
        // It was preempted while its last token was being made, which comes with the next step.
        return;
      }
      int target = known(request);
      int found = foundTokens(request, target);
      int tokens = Math.min(target - found, budget);
      int reserved = settings.reserveWholeInput() ? target : found + tokens;
      if (blocks(reserved) > pool.free()) {
        return;
      }
      waiting.pop();
      int reclaimed = blocks(found);
      pool.reclaim(request, reclaimed);
      held[request] = reclaimed;
      computed[request] = found;
      running[runningCount++] = request;
      isRunning[request] = true;
      if (Double.isNaN(scheduled[request])) {
        scheduled[request] = now;
      }
      compute(request, tokens, blocks(found + tokens) - reclaimed, slot);
    }
  }

  /** Tokens whose keys are there when a request is admitted; at least one token is computed. */
  private int foundTokens(int request, int target) {
    int size = demand.blockTokens();
    int most = (target - 1) / size * size;
    int own = settings.reusesOwnBlocks() ? pool.parked(request) * size : 0;
    return Math.min(most, prefixTokens + own);
  }

  private int blocks(int tokens) {
    return tokens <= prefixTokens ? 0 : Math.max(0, demand.blocks(tokens) - prefixBlocks);
  }

  /** Tokens of prompt and answer that are known when all steps in flight are done. */
  private int known(int request) {
    return requests.inputTokens()[request] + scheduledOutputs[request];
  }

  /** Tokens of a running request that can be computed now. */
  private int missing(int request) {
    return scheduledOutputs[request] == requests.outputTokens()[request]
        ? 0
        : known(request) - computed[request];
  }

  private void compute(int request, int tokens, int newBlocks, int slot) {
    pool.take(newBlocks);
    held[request] += newBlocks;
    computed[request] += tokens;
    computedTokens += tokens;
    budget -= tokens;
    if (tokens == 1) {
      decodes++;
      decodeKeys += computed[request];
    } else {
      chunks++;
      chunkTokens += tokens;
      chunkKeys += computed[request];
    }
    if (computed[request] == known(request)) {
      scheduledOutputs[request]++;
      receivers[slot][receiverCount[slot]++] = request;
    }
  }

  private void preemptLast() {
    int request = running[--runningCount];
    isRunning[request] = false;
    pool.park(request, held[request]);
    held[request] = 0;
    computed[request] = 0;
    waiting.pushFirst(request);
    preemptions++;
  }

  /** Takes the tokens of the oldest step. */
  private void deliver() {
    int[] ready = receivers[oldest];
    for (int i = 0; i < receiverCount[oldest]; i++) {
      receive(ready[i]);
    }
    oldest = (oldest + 1) % end.length;
    inFlight--;
  }

  private void receive(int request) {
    generated++;
    if (outputs[request]++ == 0) {
      first[request] = now;
    } else {
      gaps.recordValue(Math.round((now - latest[request]) * MICROSECONDS));
    }
    latest[request] = now;
    if (outputs[request] < requests.outputTokens()[request]) {
      return;
    }
    last[request] = now;
    finished++;
    if (isRunning[request]) {
      isRunning[request] = false;
      removeRunning(request);
      pool.giveBack(held[request]);
      held[request] = 0;
    } else {
      // It was preempted while its last token was being made.
      waiting.remove(request);
      pool.reclaim(request, 0);
    }
  }

  private void removeRunning(int request) {
    int at = 0;
    while (running[at] != request) {
      at++;
    }
    System.arraycopy(running, at + 1, running, at, runningCount - at - 1);
    runningCount--;
  }

  private ServerRun result() {
    return new ServerRun(
        requests,
        queued,
        scheduled,
        first,
        last,
        new ServerRun.Totals(
            now,
            steps,
            busy,
            preemptions,
            computedTokens,
            requestSeconds,
            runningSeconds,
            blockSeconds),
        gaps);
  }

  @Override
  public int running() {
    return runningCount;
  }

  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public int usedBlocks() {
    return pool.used() + prefixBlocks;
  }

  @Override
  public int freeBlocks() {
    return pool.free();
  }

  @Override
  public int finished() {
    return finished;
  }

  @Override
  public long generatedTokens() {
    return generated;
  }

  @Override
  public long computedTokens() {
    return computedTokens;
  }
}
