package dev.headroom.plan;

import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/** Kinds of requests of which a stream is drawn; the same seed draws the same stream. */
public sealed interface RequestMix {
  /** One prompt and answer. */
  void draw(RandomGenerator random, int at, int[] inputs, int[] outputs);

  /** Mean prompt tokens, mean generated tokens, and what else an analysis needs. */
  Means means();

  /**
   * Means of a mix.
   *
   * @param input prompt tokens
   * @param output generated tokens
   * @param outputSquare the mean of the squares of generated tokens
   * @param inputTimesOutput the mean of the products
   */
  record Means(double input, double output, double outputSquare, double inputTimesOutput) {}

  /**
   * Prompts and answers drawn on their own.
   *
   * @param input of prompts
   * @param output of answers
   */
  record Independent(Lengths input, Lengths output) implements RequestMix {
    @Override
    public void draw(RandomGenerator random, int at, int[] inputs, int[] outputs) {
      inputs[at] = input.draw(random);
      outputs[at] = output.draw(random);
    }

    @Override
    public Means means() {
      return new Means(
          input.mean(), output.mean(), output.meanSquare(), input.mean() * output.mean());
    }
  }

  /**
   * Pairs drawn with replacement from recorded requests, so that long prompts keep their answers.
   *
   * @param recorded requests
   */
  record Recorded(RequestStream recorded) implements RequestMix {
    @Override
    public void draw(RandomGenerator random, int at, int[] inputs, int[] outputs) {
      int from = random.nextInt(recorded.size());
      inputs[at] = recorded.inputTokens()[from];
      outputs[at] = recorded.outputTokens()[from];
    }

    @Override
    public Means means() {
      double squares = 0;
      double products = 0;
      for (int i = 0; i < recorded.size(); i++) {
        double output = recorded.outputTokens()[i];
        squares += output * output;
        products += output * recorded.inputTokens()[i];
      }
      double n = recorded.size();
      return new Means(
          recorded.totalInput() / n, recorded.totalOutput() / n, squares / n, products / n);
    }
  }

  /**
   * A mix with longer or shorter prompts and answers.
   *
   * @param mix of which requests are drawn
   * @param input by how many times prompts are longer
   * @param output by how many times answers are longer
   */
  record Stretched(RequestMix mix, double input, double output) implements RequestMix {
    @Override
    public void draw(RandomGenerator random, int at, int[] inputs, int[] outputs) {
      mix.draw(random, at, inputs, outputs);
      inputs[at] = (int) Math.max(1, Math.round(inputs[at] * input));
      outputs[at] = (int) Math.max(1, Math.round(outputs[at] * output));
    }

    @Override
    public Means means() {
      Means means = mix.means();
      return new Means(
          means.input() * input,
          means.output() * output,
          means.outputSquare() * output * output,
          means.inputTimesOutput() * input * output);
    }
  }

  /**
   * Requests at a mean rate.
   *
   * @param perSecond requests a second; infinite for all at once
   * @param poisson whether the times between them are exponential rather than equal
   * @param requests how many
   */
  default RequestStream stream(double perSecond, boolean poisson, int requests, long seed) {
    RandomGenerator random = new Well19937c(seed);
    double[] arrivals = new double[requests];
    int[] inputs = new int[requests];
    int[] outputs = new int[requests];
    double now = 0;
    for (int i = 0; i < requests; i++) {
      arrivals[i] = now;
      draw(random, i, inputs, outputs);
      if (!Double.isInfinite(perSecond)) {
        now += poisson ? gap(random, perSecond) : 1 / perSecond;
      }
    }
    return new RequestStream(arrivals, inputs, outputs);
  }

  private static double gap(RandomGenerator random, double perSecond) {
    return new ExponentialDistribution(random, 1 / perSecond).sample();
  }
}
