package dev.headroom.cost;

/**
 * What devices that share a layer tell each other. It takes no work and no bytes of the device's
 * memory here (both sides read and write a few activations, which their operators count): only time
 * on the links.
 *
 * <p>The payload {@code V} is, of a gather, what each device has afterwards; of a sum that is
 * scattered, what each has before; of a sum that all get, the whole; of an exchange of all with
 * all, and of a hand-over, what each device gives away, its own part included. With {@code w}
 * devices each sends {@code V·(w−1)/w}; twice that in a sum that all get, which is a scattered sum
 * and a gather; {@code V} in a hand-over.
 *
 * @param kind which
 * @param ways devices that take part, at least 2
 * @param span devices of the whole arrangement among which the ways lie: ways along one side of a
 *     mesh use that side's links
 * @param bytesPerToken of the payload that grow with the tokens of the step
 * @param fixedBytes of it that do not: gathered weights
 * @see <a href="https://arxiv.org/abs/2211.05102">Pope et al. 2022, section 3.1 and appendix A</a>
 */
public record ExchangeOperator(
    OperatorKind kind, int ways, int span, double bytesPerToken, double fixedBytes)
    implements Operator {

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes of the payload of a step of so many tokens. */
  public double payloadBytes(double tokens) {
    return bytesPerToken * tokens + fixedBytes;
  }

  /** Bytes that one device sends in a step of so many tokens. */
  public double sentBytes(double tokens) {
    double payload = payloadBytes(tokens);
    double others = (ways - 1.0) / ways;
    return switch (kind) {
      case HAND_OVER -> payload;
      case ALL_REDUCE -> 2 * others * payload;
      default -> others * payload;
    };
  }
}
