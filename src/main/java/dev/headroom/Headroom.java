package dev.headroom;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Scenario;

/**
 * The library's door: what the command line itself calls. All of it is safe to call from several
 * threads.
 */
public final class Headroom {
  private Headroom() {}

  /**
   * A model by preset name, alias, or path of a {@code config.json}.
   *
   * @throws dev.headroom.workload.UnknownModelException if no preset has that name; the message
   *     names the nearest
   * @throws dev.headroom.document.InvalidDocumentException with all faults of a file
   */
  public static Model model(String name) {
    return ModelCatalog.builtIn().find(name).model();
  }

  /**
   * A device by preset name, alias, or path of a profile.
   *
   * @throws dev.headroom.hardware.UnknownDeviceException if no profile has that name; the message
   *     names the nearest
   * @throws dev.headroom.document.InvalidDocumentException with all faults of a file
   */
  public static DeviceProfile device(String name) {
    return ProfileCatalog.builtIn().find(name);
  }

  /**
   * Counts and times one step of a model on a device, attention by a kernel of a name.
   *
   * @param kernel a kernel of the device, or parts of its name; {@code none} for the roofline
   * @throws IllegalArgumentException as {@link #estimate(Model, DeviceProfile, Scenario)}, or if
   *     the device has no such kernel; the message names the nearest
   */
  public static Estimate estimate(
      Model model, DeviceProfile device, Scenario scenario, String kernel) {
    return Estimate.of(model, device, scenario, KernelWish.parse(kernel));
  }

  /**
   * Counts and times one step of a model on a device, attention by the kernels that its profile
   * prefers.
   *
   * @param model what is computed
   * @param device where
   * @param scenario for how many sequences, how long, in which types, by which kind of program
   * @return counts in FLOP and bytes, times in seconds
   * @throws IllegalArgumentException if the model cannot run this step or the device states no peak
   *     for a data type
   */
  public static Estimate estimate(Model model, DeviceProfile device, Scenario scenario) {
    return Estimate.of(model, device, scenario);
  }
}
