package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Model;
import java.util.function.Function;

/**
 * What names stand for; each refuses an unknown one with a sentence.
 *
 * @param models by name or file
 * @param devices by name or file
 * @param runtimes by name or file
 */
public record Presets(
    Function<String, Model> models,
    Function<String, DeviceProfile> devices,
    Function<String, ExecutionPolicy> runtimes) {}
