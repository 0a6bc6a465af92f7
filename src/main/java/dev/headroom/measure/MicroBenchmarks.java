package dev.headroom.measure;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.MicroKernels.PanelStream;
import dev.headroom.kernel.MicroKernels.RowCare;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.kernel.PanelStore;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.kernel.ThreadTeam;
import dev.headroom.kernel.VectorProbes;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The micro-benchmarks of this machine, from the kernel's own loops. Working sets are contiguous
 * and 64-byte aligned, and each thread goes over a part of its own.
 */
final class MicroBenchmarks implements Bench, AutoCloseable {
  static final int DEPTH = Probe.LONG_PANEL;

  /** Rows of the left operand, at most. */
  static final int MOST_ROWS = 64;

  /** Heads of the tokens whose rows lie apart. */
  private static final int HEADS = 16;

  private static final int MULTIPLY_ADD_ROUNDS = 256;
  private static final int CHUNK_WORDS = 1 << 18;
  private static final int LEAST_WORDS = 1 << 14;

  /** A working set beyond this is read from memory anyway. */
  private static final long MOST_PRIMED_BYTES = 128L << 20;

  /** Distance of two threads' cursors, and of the first from its array's length, which all read. */
  private static final int APART = 32;

  private final VectorProbes probes;
  private final MicroKernels kernels;
  private final ProbeMemory memory;
  private final Map<Integer, ThreadTeam> teams = new HashMap<>();
  private final Map<DataType, PanelStream[]> near = new EnumMap<>(DataType.class);
  private final Map<DataType, PanelStream[]> far = new EnumMap<>(DataType.class);
  private final TinyCalls calls = new TinyCalls();
  private final Map<Integer, KvCache> caches = new HashMap<>();
  private final int mostThreads;

  MicroBenchmarks(
      VectorProbes probes, MicroKernels kernels, long largestWorkingSetBytes, int mostThreads) {
    this.probes = probes;
    this.kernels = kernels;
    this.memory = new ProbeMemory(largestWorkingSetBytes, mostThreads);
    this.mostThreads = mostThreads;
  }

  @Override
  public MicroBenchmark prepare(Setting setting) {
    int threads = setting.threads();
    float[] own = memory.own();
    return switch (setting.probe()) {
      case READ -> read(setting);
      case PANELS, PANELS_IN_TURNS -> panels(setting);
      case PANELS_SHORT, HALF_PANELS, QUARTER_PANELS -> nearPanels(setting);
      case ROWS, ROWS_SHORT -> rows(setting);
      case APPEND -> append(setting);
      case ROWS_APART, APPEND_APART -> apart(setting);
      case HAND_OVER -> handOver(setting);
      case MULTIPLY_ADD ->
          each(
              setting,
              (double) threads * MULTIPLY_ADD_ROUNDS * probes.flopPerRound(),
              member -> probes.multiplyAdd(MULTIPLY_ADD_ROUNDS));
      case EXPONENTIALS, ELEMENTWISE -> inPlace(setting, own);
      case SOFTMAX, SOFTMAX_SHORT -> softmax(setting);
      case STEP, STEP_OF_MANY, PROMPT -> calls.prepare(setting);
    };
  }

  private MicroBenchmark apart(Setting setting) {
    return setting.probe() == Probe.ROWS_APART ? rowsApart(setting) : appendApart(setting);
  }

  @Override
  public void close() {
    teams.values().forEach(ThreadTeam::close);
    calls.close();
  }

  private ThreadTeam team(int threads) {
    return teams.computeIfAbsent(threads, ThreadTeam::new);
  }

  private MicroBenchmark each(Setting setting, double amount, TeamLoop.Step step) {
    return new MicroBenchmark(
        setting, amount, TeamLoop.action(setting.describe(), team(setting.threads()), 1, step));
  }

  private MicroBenchmark inPlace(Setting setting, float[] own) {
    double numbers = (double) setting.threads() * ProbeMemory.OWN;
    return setting.probe() == Probe.EXPONENTIALS
        ? each(setting, numbers, member -> exponentials(own, member))
        : each(setting, numbers, member -> scale(own, member));
  }

  private float exponentials(float[] own, int member) {
    int from = ProbeMemory.ownFrom(member);
    // 2^(x − 1) of numbers near 1 stays near 1, however often.
    kernels.exponentials(own, from, from + ProbeMemory.OWN, 1f);
    return own[from];
  }

  private MicroBenchmark softmax(Setting setting) {
    float[] own = memory.own();
    int tile = setting.probe() == Probe.SOFTMAX ? Probe.LONG_ROW : Probe.SHORT_ROW;
    return each(
        setting,
        (double) setting.threads() * ProbeMemory.OWN,
        member -> softmax(own, member, tile));
  }

  private float softmax(float[] own, int member, int tile) {
    int from = ProbeMemory.ownFrom(member);
    float sum = 0;
    // From the end, because the sums behind a row are the next row's first numbers.
    for (int row = ProbeMemory.OWN / tile - 1; row >= 0; row--) {
      int to = from + (row + 1) * tile;
      sum += kernels.softmax(own, to - tile, to - PanelLayout.GRAIN / 2, to);
    }
    return sum;
  }

  private float scale(float[] own, int member) {
    int from = ProbeMemory.ownFrom(member);
    kernels.scale(own, from, from + ProbeMemory.OWN, 1f);
    return own[from];
  }

  private MicroBenchmark rows(Setting setting) {
    int width = setting.probe() == Probe.ROWS ? Probe.LONG_WIDTH : Probe.SHORT_WIDTH;
    RowCare[] care = rowCare(setting.threads(), width);
    float[][] numbers = new float[setting.threads()][];
    Arrays.setAll(
        numbers, i -> AlignedArrays.floats("rows", (long) MicroKernels.BLOCK_ROWS * width));
    int from = AlignedArrays.OFFSET;
    return each(
        setting,
        (double) setting.threads() * MicroKernels.BLOCK_ROWS,
        member -> care[member].pass(MicroKernels.BLOCK_ROWS, numbers[member], from, from, width));
  }

  private RowCare[] rowCare(int threads, int width) {
    return IntStream.range(0, threads)
        .mapToObj(member -> kernels.rowCare(width))
        .toArray(RowCare[]::new);
  }

  /**
   * Tokens with heads, in the first half of a thread's part queries and in the second outputs: one
   * head of some tokens after the other.
   */
  private MicroBenchmark rowsApart(Setting setting) {
    int threads = setting.threads();
    int token = HEADS * Probe.LONG_WIDTH;
    int half = (int) (setting.workingSetBytes() / Float.BYTES / threads / 2 / token) * token;
    int rows = Math.min(MicroKernels.BLOCK_ROWS, half / token);
    int blocks = half / token / rows * HEADS;
    RowCare[] care = rowCare(threads, Probe.LONG_WIDTH);
    float[] numbers = memory.store(DataType.FP32).floats();
    int[] cursors = new int[(threads + 1) * APART];
    TeamLoop.Step step =
        member -> {
          int block = cursors[(member + 1) * APART];
          int from =
              AlignedArrays.OFFSET
                  + 2 * member * half
                  + block / HEADS * rows * token
                  + block % HEADS * Probe.LONG_WIDTH;
          cursors[(member + 1) * APART] = block + 1 == blocks ? 0 : block + 1;
          return care[member].pass(rows, numbers, from, from + half, token);
        };
    return new MicroBenchmark(
        setting,
        (double) threads * rows,
        TeamLoop.action(setting.describe(), team(threads), priming(setting, blocks), step));
  }

  private MicroBenchmark handOver(Setting setting) {
    ThreadTeam team = team(setting.threads());
    ThreadTeam.Task nothing = member -> {};
    Action action =
        new Action(
            setting.describe(),
            calls -> {
              for (long i = 0; i < calls; i++) {
                team.run(nothing);
              }
            },
            TeamLoop.helpers(team),
            1);
    return new MicroBenchmark(setting, 1, action);
  }

  private MicroBenchmark read(Setting setting) {
    int threads = setting.threads();
    int part = (int) (setting.workingSetBytes() / Float.BYTES / threads) & -PanelLayout.WIDTH;
    int chunk = Math.min(part, CHUNK_WORDS);
    // Several passes a call where one takes too little time to bother a loop with.
    int passes = Math.max(1, LEAST_WORDS / chunk);
    float[] source = memory.store(DataType.FP32).floats();
    int[] cursors = new int[(threads + 1) * APART];
    TeamLoop.Step step =
        member -> {
          int cursor = cursors[(member + 1) * APART];
          int from = AlignedArrays.OFFSET + member * part + cursor;
          float sum = 0;
          for (int pass = 0; pass < passes; pass++) {
            sum += probes.read(source, from, chunk);
          }
          int next = cursor + chunk;
          cursors[(member + 1) * APART] = next + chunk > part ? 0 : next;
          return sum;
        };
    return new MicroBenchmark(
        setting,
        (double) threads * passes * chunk * Float.BYTES,
        TeamLoop.action(setting.describe(), team(threads), priming(setting, part / chunk), step));
  }

  private MicroBenchmark panels(Setting setting) {
    int threads = setting.threads();
    int rows = setting.rows();
    int panelWords = DEPTH / MicroKernels.perWord(setting.type()) * PanelLayout.WIDTH;
    int panels =
        (int) Math.max(1, setting.workingSetBytes() / Integer.BYTES / threads / panelWords);
    boolean inTurns = setting.probe() == Probe.PANELS_IN_TURNS;
    boolean isFar = setting.workingSetBytes() > MicroKernels.FAR_BYTES;
    PanelStream[] stream =
        (isFar ? far : near).computeIfAbsent(setting.type(), type -> streams(type, isFar));
    int[] cursors = new int[(threads + 1) * APART];
    TeamLoop.Step step =
        member -> {
          int cursor = cursors[(member + 1) * APART];
          int panel = inTurns ? (cursor & 1) * (panels / 2) + cursor / 2 : cursor;
          int word = AlignedArrays.OFFSET + (member * panels + panel) * panelWords;
          cursors[(member + 1) * APART] = cursor + 1 == panels ? 0 : cursor + 1;
          return stream[member].multiply(rows, word, 1);
        };
    return new MicroBenchmark(
        setting,
        2.0 * threads * rows * DEPTH * PanelLayout.WIDTH,
        TeamLoop.action(setting.describe(), team(threads), priming(setting, panels), step));
  }

  private MicroBenchmark nearPanels(Setting setting) {
    int depth = setting.probe() == Probe.PANELS_SHORT ? Probe.SHORT_PANEL : DEPTH;
    int rows = setting.rows();
    PanelStore store = memory.store(setting.type());
    PanelStream[] stream =
        IntStream.range(0, setting.threads())
            .mapToObj(
                member ->
                    kernels.stream(
                        store,
                        setting.type(),
                        depth,
                        setting.probe().panelWidth(),
                        MOST_ROWS,
                        false))
            .toArray(PanelStream[]::new);
    return each(
        setting,
        2.0 * setting.threads() * rows * depth * setting.probe().panelWidth(),
        member -> stream[member].multiply(rows, AlignedArrays.OFFSET, 1));
  }

  /** Each thread appends one token again and again to a cache of its own. */
  private MicroBenchmark append(Setting setting) {
    GroupedAttention attention = new GroupedAttention(1, 1, DEPTH, DEPTH, new Mask.Causal());
    KvCache[] caches = new KvCache[setting.threads()];
    Arrays.setAll(caches, i -> KvCache.allocate(attention, setting.type(), 1, PanelLayout.WIDTH));
    QueryLengths one = QueryLengths.each(1, 1);
    float[] numbers = new float[DEPTH];
    Arrays.fill(numbers, 0.5f);
    return each(
        setting,
        2.0 * setting.threads() * DEPTH,
        member -> {
          caches[member].truncate(0, 0);
          caches[member].append(one, numbers, numbers);
          return caches[member].length(0);
        });
  }

  /** Each thread appends a token to one cache after the other of its own ones. */
  private MicroBenchmark appendApart(Setting setting) {
    int threads = setting.threads();
    GroupedAttention attention = new GroupedAttention(1, 1, DEPTH, DEPTH, new Mask.Causal());
    long unitBytes = 2L * DEPTH * PanelLayout.WIDTH * Float.BYTES;
    int units = (int) (setting.workingSetBytes() / unitBytes / threads);
    KvCache cache =
        caches.computeIfAbsent(
            units * threads,
            all -> KvCache.allocate(attention, DataType.FP32, all, PanelLayout.WIDTH));
    QueryLengths one = QueryLengths.each(units * threads, 1);
    float[] numbers = AlignedArrays.floats("new tokens", (long) units * threads * DEPTH);
    int[] cursors = new int[(threads + 1) * APART];
    TeamLoop.Step step =
        member -> {
          int cursor = cursors[(member + 1) * APART];
          cursors[(member + 1) * APART] = cursor + 1 == units ? 0 : cursor + 1;
          cache.write(member * units + cursor, 0, one, numbers, numbers);
          return cursor;
        };
    return new MicroBenchmark(
        setting,
        2.0 * threads * DEPTH,
        TeamLoop.action(setting.describe(), team(threads), priming(setting, units), step));
  }

  private PanelStream[] streams(DataType type, boolean isFar) {
    PanelStore store = memory.store(type);
    return IntStream.range(0, mostThreads)
        .mapToObj(member -> kernels.stream(store, type, DEPTH, PanelLayout.WIDTH, MOST_ROWS, isFar))
        .toArray(PanelStream[]::new);
  }

  private static long priming(Setting setting, long callsPerPass) {
    return setting.workingSetBytes() > MOST_PRIMED_BYTES ? 1 : Math.max(1, callsPerPass);
  }
}
