package dev.headroom.plan;

/**
 * One copy of a server step by step, as the scheduler of vLLM decides: running requests first, in
 * the order of their admission, one token each or the next chunk of their prompt, within the step's
 * tokens; if blocks run out, the one admitted last is preempted, loses its keys and goes back to
 * the front of the queue; waiting requests are admitted in order while nobody was preempted and
 * tokens, places and blocks are left.
 *
 * <p>Events are the ends of steps and what is scheduled then. The scheduler hears of arrivals
 * between two steps. With two steps in flight it schedules a step when the one before the last
 * ends, without having seen the last one's tokens, as asynchronous scheduling does; the device
 * never waits for it then.
 */
final class SimulatedCopy {
  private static final double MICROSECONDS = 1e6;

  private final RequestStream requests;
  private final RequestStates states;
  private final SchedulerSettings settings;
  private final KvDemand demand;
  private final StepTime stepTime;
  private final int prefixTokens;
  private final int prefixBlocks;

  private final BlockPool pool;
  private final RequestQueue waiting = new RequestQueue();
  private final int[] running;
  private int runningCount;

  /** Requests that arrived since the scheduler looked last. */
  private final RequestQueue unheard = new RequestQueue();

  /** Requests that get a token from each step in flight, a ring of steps. */
  private final int[][] receivers;

  private final int[] receiverCount;
  private final double[] end;
  private int oldest;
  private int inFlight;

  /** Whether a step might be scheduled now that none was tried since. */
  private boolean mayWork;

  private double now;
  private double deviceFree;
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

  /**
   * A copy that nobody has asked yet.
   *
   * @param states of all requests, those of other copies too
   */
  SimulatedCopy(
      Traffic traffic,
      RequestStates states,
      SchedulerSettings settings,
      KvDemand demand,
      StepTime stepTime) {
    this.requests = traffic.requests();
    this.states = states;
    this.settings = settings;
    this.demand = demand;
    this.stepTime = stepTime;
    this.prefixBlocks = traffic.sharedPrefix() / demand.blockTokens();
    this.prefixTokens = prefixBlocks * demand.blockTokens();
    if (prefixBlocks >= settings.blocks()) {
      throw new IllegalArgumentException(
          "--shared-prefix: needs " + prefixBlocks + " KV blocks of " + settings.blocks());
    }
    this.pool = new BlockPool(settings.blocks() - prefixBlocks, requests.size());
    this.running = new int[settings.maxSequences()];
    int depth = settings.stepsInFlight();
    this.receivers = new int[depth][settings.maxSequences()];
    this.receiverCount = new int[depth];
    this.end = new double[depth];
  }

  /** Refuses requests that can never fit into the memory. */
  void requireThatAllFit() {
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

  /** A request arrives; an idle copy looks at it at once. */
  void arrive(int request, double seconds) {
    if (inFlight == 0) {
      advanceTo(seconds);
      mayWork = true;
    }
    unheard.push(request);
  }

  /** When something happens next if nobody arrives; never, if it is idle. */
  double nextEvent() {
    if (mayWork && inFlight < settings.stepsInFlight()) {
      return now;
    }
    return inFlight > 0 ? end[oldest] : Double.POSITIVE_INFINITY;
  }

  /** Does what happens next, and says whether anything changed. */
  boolean proceed() {
    if (mayWork && inFlight < settings.stepsInFlight()) {
      hear();
      mayWork = schedule();
      return mayWork;
    }
    advanceTo(end[oldest]);
    deliver();
    mayWork = true;
    return true;
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

  private void hear() {
    while (unheard.size() > 0) {
      int request = unheard.pop();
      states.queued[request] = now;
      waiting.push(request);
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
      int needed = blocks(states.computed[request] + tokens) - states.held[request];
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
      if (states.scheduledOutputs[request] == requests.outputTokens()[request]) {
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
      states.held[request] = reclaimed;
      states.computed[request] = found;
      running[runningCount++] = request;
      states.isRunning[request] = true;
      if (Double.isNaN(states.scheduled[request])) {
        states.scheduled[request] = now;
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
    return requests.inputTokens()[request] + states.scheduledOutputs[request];
  }

  /** Tokens of a running request that can be computed now. */
  private int missing(int request) {
    return states.scheduledOutputs[request] == requests.outputTokens()[request]
        ? 0
        : known(request) - states.computed[request];
  }

  private void compute(int request, int tokens, int newBlocks, int slot) {
    pool.take(newBlocks);
    states.held[request] += newBlocks;
    states.computed[request] += tokens;
    computedTokens += tokens;
    budget -= tokens;
    if (tokens == 1) {
      decodes++;
      decodeKeys += states.computed[request];
    } else {
      chunks++;
      chunkTokens += tokens;
      chunkKeys += states.computed[request];
    }
    if (states.computed[request] == known(request)) {
      states.scheduledOutputs[request]++;
      receivers[slot][receiverCount[slot]++] = request;
    }
  }

  private void preemptLast() {
    int request = running[--runningCount];
    states.isRunning[request] = false;
    pool.park(request, states.held[request]);
    states.held[request] = 0;
    states.computed[request] = 0;
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
    states.generated++;
    if (states.outputs[request]++ == 0) {
      states.first[request] = now;
    } else {
      states.gaps.recordValue(Math.round((now - states.latest[request]) * MICROSECONDS));
    }
    states.latest[request] = now;
    if (states.outputs[request] < requests.outputTokens()[request]) {
      return;
    }
    states.last[request] = now;
    states.finished++;
    if (states.isRunning[request]) {
      states.isRunning[request] = false;
      removeRunning(request);
      pool.giveBack(states.held[request]);
      states.held[request] = 0;
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

  /** Seconds, steps and integrals so far. */
  ServerRun.Totals totals() {
    return new ServerRun.Totals(
        now,
        steps,
        busy,
        preemptions,
        computedTokens,
        requestSeconds,
        runningSeconds,
        blockSeconds);
  }

  double now() {
    return now;
  }

  int running() {
    return runningCount;
  }

  /** Requests that wait, those included of which the scheduler has not heard. */
  int waiting() {
    return waiting.size() + unheard.size();
  }

  int usedBlocks() {
    return pool.used() + prefixBlocks;
  }

  int freeBlocks() {
    return pool.free();
  }

  long computedTokens() {
    return computedTokens;
  }
}
