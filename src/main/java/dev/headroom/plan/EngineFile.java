package dev.headroom.plan;

import dev.headroom.document.JsonReader;
import dev.headroom.document.MappingReader;
import dev.headroom.workload.Sharding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The settings that an engine wrote beside a recorded run, in the words of vLLM: {@code
 * engine_kwargs}, {@code kv_cache} and {@code resolved_config}, of which the last holds. What is
 * not said is as vLLM starts without options.
 *
 * @param settings of the engine
 * @param sharding over devices
 * @param model as the engine called it, if it did
 * @param kvCacheType {@code kv_cache_dtype}, if it is said and not {@code auto}
 */
public record EngineFile(
    EngineSettings settings,
    Sharding sharding,
    Optional<String> model,
    Optional<String> kvCacheType) {
  private static final int MOST = 1 << 30;
  private static final int MOST_BYTES = 1 << 24;

  /** Reads a file; keys that no plan needs are passed over. */
  public static EngineFile read(Path file) {
    return JsonReader.read(file, MOST_BYTES).bind(EngineFile::of);
  }

  private static EngineFile of(MappingReader root) {
    root.ignoreRest();
    MappingReader asked = inner(root, "engine_kwargs");
    MappingReader cache = inner(root, "kv_cache");
    MappingReader resolved = inner(root, "resolved_config");
    MappingReader scheduler = inner(resolved, "scheduler_config");
    MappingReader parallel = inner(resolved, "parallel_config");
    MappingReader cacheConfig = inner(resolved, "cache_config");
    EngineSettings usual = EngineSettings.USUAL;
    List<MappingReader> limits = List.of(scheduler, asked);
    List<MappingReader> caches = List.of(cache, cacheConfig, asked);
    OptionalInt blocks = whole(caches, "num_gpu_blocks");
    EngineSettings settings =
        new EngineSettings(
            whole(limits, "max_num_seqs").orElse(usual.maxSequences()),
            whole(limits, "max_num_batched_tokens").orElse(usual.maxBatchedTokens()),
            whole(caches, "block_size").orElse(usual.blockTokens()),
            number(caches, "gpu_memory_utilization", usual.memoryUtilization()),
            blocks,
            flag(scheduler, "async_scheduling", usual.asynchronous()),
            flag(scheduler, "scheduler_reserve_full_isl", usual.reservesWholeInput()),
            flag(cache, "enable_prefix_caching", usual.prefixCaching()));
    List<MappingReader> ways = List.of(parallel, asked);
    Sharding sharding =
        new Sharding(
            whole(ways, "tensor_parallel_size").orElse(1),
            whole(ways, "pipeline_parallel_size").orElse(1),
            whole(ways, "data_parallel_size").orElse(1));
    return new EngineFile(
        settings,
        sharding,
        root.optionalText("model"),
        asked.optionalText("kv_cache_dtype").filter(type -> !type.equals("auto")));
  }

  private static MappingReader inner(MappingReader outer, String key) {
    MappingReader inner =
        outer.optionalMapping(key).orElseGet(() -> MappingReader.silent(outer.position(), key));
    inner.ignoreRest();
    return inner;
  }

  private static OptionalInt whole(List<MappingReader> places, String key) {
    for (MappingReader place : places) {
      OptionalLong value = place.optionalInteger(key, 1, MOST);
      if (value.isPresent()) {
        return OptionalInt.of((int) value.getAsLong());
      }
    }
    return OptionalInt.empty();
  }

  private static double number(List<MappingReader> places, String key, double usual) {
    for (MappingReader place : places) {
      if (place.has(key)) {
        return place.fraction(key);
      }
    }
    return usual;
  }

  private static boolean flag(MappingReader place, String key, boolean usual) {
    return place.optionalFlag(key).orElse(usual);
  }
}
