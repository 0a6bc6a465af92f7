package dev.headroom.plan;

import dev.headroom.hardware.DeviceProfile;
import java.util.OptionalDouble;

/**
 * What a plan costs. Devices are paid and draw their board power whether they are busy or not.
 *
 * @param usdPerHour of all devices
 * @param usdPerMonth of 730 hours
 * @param usdPerMillionTokens over generated tokens
 * @param joulesPerToken over generated tokens
 * @param kilowattHoursPerMonth of 730 hours
 */
public record PlanCost(
    OptionalDouble usdPerHour,
    OptionalDouble usdPerMonth,
    OptionalDouble usdPerMillionTokens,
    OptionalDouble joulesPerToken,
    OptionalDouble kilowattHoursPerMonth) {
  /** Hours of a month: 8,760 of a year over twelve. */
  public static final double HOURS_A_MONTH = 730;

  private static final double SECONDS_AN_HOUR = 3600;

  /**
   * The cost of so many devices.
   *
   * @param tokensPerSecond generated, of all devices together; above 0
   */
  public static PlanCost of(DeviceProfile device, int devices, double tokensPerSecond) {
    OptionalDouble price = times(device.priceUsdPerHour(), devices);
    OptionalDouble watts = times(device.powerWatts(), devices);
    return new PlanCost(
        price,
        times(price, HOURS_A_MONTH),
        times(price, 1e6 / (SECONDS_AN_HOUR * tokensPerSecond)),
        times(watts, 1 / tokensPerSecond),
        times(watts, HOURS_A_MONTH / 1e3));
  }

  private static OptionalDouble times(OptionalDouble value, double factor) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
  }
}
