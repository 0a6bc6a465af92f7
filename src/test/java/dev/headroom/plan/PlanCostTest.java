package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import org.junit.jupiter.api.Test;

class PlanCostTest {
  /** By hand, from 0.40 USD an hour and 450 W of a card in its profile. */
  @Test
  void sixCardsAtFiveThousandTokensASecond() {
    DeviceProfile card = ProfileCatalog.builtIn().find("rtx-4090");
    assertThat(card.priceUsdPerHour()).hasValue(0.40);
    assertThat(card.powerWatts()).hasValue(450);
    PlanCost cost = PlanCost.of(card, 6, 5000);
    // 6 · 0.40.
    assertThat(cost.usdPerHour().orElseThrow()).isCloseTo(2.40, within(1e-12));
    // 2.40 · 730.
    assertThat(cost.usdPerMonth().orElseThrow()).isCloseTo(1752, within(1e-9));
    // An hour makes 18 million tokens: 2.40 / 18.
    assertThat(cost.usdPerMillionTokens().orElseThrow()).isCloseTo(0.133333, within(1e-6));
    // 2700 W / 5000 a second.
    assertThat(cost.joulesPerToken().orElseThrow()).isCloseTo(0.54, within(1e-12));
    // 2.7 kW · 730 h.
    assertThat(cost.kilowattHoursPerMonth().orElseThrow()).isCloseTo(1971, within(1e-9));
  }
}
