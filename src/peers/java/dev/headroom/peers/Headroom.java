package dev.headroom.peers;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.WeightMatrix;
import java.util.ArrayList;
import java.util.List;

/** The bundled kernel, through its public interface. */
final class Headroom implements Peer {
  static final String NAME = "Headroom";

  private final List<AttentionKernel> kernels = new ArrayList<>();

  @Override
  public String describe() {
    return NAME
        + ": the bundled kernel ("
        + kernel(1).describe().replaceFirst(", 1 thread", "")
        + "), the append of the new tokens to the cache included; weights packed beforehand";
  }

  @Override
  public List<Contestant> attention(AttentionInputs inputs, int threads) {
    return List.of(new Step(inputs, kernel(threads), new float[inputs.queries.length]));
  }

  @Override
  public List<Contestant> product(ProductInputs inputs, int threads) {
    ProductShape shape = inputs.shape();
    WeightMatrix weights = WeightMatrix.pack(shape.inputs(), shape.outputs(), inputs.w());
    return List.of(
        new Projection(
            inputs, weights, kernel(threads), new float[shape.rows() * shape.outputs()]));
  }

  @Override
  public void close() {
    kernels.forEach(AttentionKernel::close);
  }

  private AttentionKernel kernel(int threads) {
    return kernels.stream()
        .filter(kernel -> kernel.threads() == threads)
        .findFirst()
        .orElseGet(
            () -> {
              AttentionKernel kernel = AttentionKernels.vector(threads);
              kernels.add(kernel);
              return kernel;
            });
  }

  private record Step(AttentionInputs inputs, AttentionKernel kernel, float[] outputs)
      implements Contestant {
    @Override
    public String library() {
      return NAME;
    }

    @Override
    public String operator() {
      return "step";
    }

    @Override
    public void run(int times) {
      AttentionShape shape = inputs.shape;
      for (int i = 0; i < times; i++) {
        for (int sequence = 0; sequence < shape.batch(); sequence++) {
          inputs.cache.truncate(sequence, shape.tokens() - shape.newTokens());
        }
        kernel.step(
            inputs.queries,
            inputs.newKeys,
            inputs.newValues,
            inputs.lengths,
            inputs.cache,
            outputs);
      }
    }
  }

  private record Projection(
      ProductInputs inputs, WeightMatrix weights, AttentionKernel kernel, float[] outputs)
      implements Contestant {
    @Override
    public String library() {
      return NAME;
    }

    @Override
    public String operator() {
      return "project";
    }

    @Override
    public void run(int times) {
      for (int i = 0; i < times; i++) {
        kernel.project(inputs.x(), inputs.shape().rows(), weights, outputs);
      }
    }
  }
}
