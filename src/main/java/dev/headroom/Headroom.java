package dev.headroom;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;

/** The library's door: what the command line itself calls. */
public final class Headroom {
  private Headroom() {}

  /**
   * Counts and times one step of a model on a device.
   *
   * <pre>{@code
   * Estimate estimate = Headroom.estimate(model, device, Scenario.decode(1, 2048));
   * estimate.times().lowerBoundSeconds();
   * }</pre>
   *
   * @param model what is computed
   * @param device where
   * @param scenario for how many, how long, in which types, by which kind of program
   * @throws IllegalArgumentException if the model cannot run this step or the device states no peak
   *     for a data type
   */
  public static Estimate estimate(Model model, DeviceProfile device, Scenario scenario) {
    return Estimate.of(model, device, scenario);
  }
}
