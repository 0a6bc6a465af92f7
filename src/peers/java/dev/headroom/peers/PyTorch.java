package dev.headroom.peers;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** PyTorch's scaled_dot_product_attention and matmul, through DJL. */
final class PyTorch implements Peer {
  static final String NAME = "PyTorch";

  private final NDManager manager;
  private final Model attend;
  private final Model attendCausally;
  private final Model multiply;

  PyTorch() {
    // DJL would ask its makers' server for a library, and tell it about us.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Engine.getEngine(NAME);
    manager = NDManager.newBaseManager(Device.cpu(), NAME);
    try {
      attend = model("attention", TorchScript.attention(false));
      attendCausally = model("causal", TorchScript.attention(true));
      multiply = model("product", TorchScript.product());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String describe() {
    return NAME
        + " 2.7.1 (DJL 0.36.0): scaled_dot_product_attention; decode with the query heads of a group as queries of one head,"
        + " prompts with keys and values repeated beforehand, because its enable_gqa is far slower; no append";
  }

  @Override
  public List<Contestant> attention(AttentionInputs inputs, int threads) {
    AttentionShape s = inputs.shape;
    NDManager tensors = manager.newSubManager();
    Shape keyShape = new Shape(s.batch(), s.kvHeads(), s.tokens(), s.headDim());
    NDArray k = tensors.create(inputs.keyBytes.duplicate(), keyShape, DataType.FLOAT32);
    NDArray v = tensors.create(inputs.valueBytes.duplicate(), keyShape, DataType.FLOAT32);
    if (!s.prefill()) {
      Shape folded = new Shape(s.batch(), s.kvHeads(), s.groupSize(), s.headDim());
      NDArray q = tensor(tensors, inputs.queries, folded);
      return List.of(new Call("SDPA", attend, threads, tensors, new NDList(q, k, v)));
    }
    Shape shape = new Shape(s.batch(), s.queryHeads(), s.tokens(), s.headDim());
    NDArray q = tensor(tensors, inputs.queriesByHead(), shape);
    if (s.groupSize() > 1) {
      k = k.repeat(1, s.groupSize());
      v = v.repeat(1, s.groupSize());
    }
    return List.of(
        new Call("SDPA", attendCausally, threads, tensors, new NDList(q, k, v)) {
          @Override
          public float[] outputs() {
            return Numbers.swapped(
                super.outputs(), s.batch(), s.queryHeads(), s.tokens(), s.headDim());
          }
        });
  }

  @Override
  public List<Contestant> product(ProductInputs inputs, int threads) {
    ProductShape shape = inputs.shape();
    NDManager tensors = manager.newSubManager();
    NDArray x = tensor(tensors, inputs.x(), new Shape(shape.rows(), shape.inputs()));
    NDArray w = tensor(tensors, inputs.w(), new Shape(shape.inputs(), shape.outputs()));
    return List.of(
        new Call("matmul", multiply, threads, tensors, new NDList(x, w, tensors.create(0f))));
  }

  @Override
  public void close() {
    manager.close();
  }

  private static NDArray tensor(NDManager tensors, float[] numbers, Shape shape) {
    ByteBuffer memory = Numbers.bytes(numbers.length);
    memory.asFloatBuffer().put(numbers);
    return tensors.create(memory, shape, DataType.FLOAT32);
  }

  private static Model model(String name, InputStream archive) throws IOException {
    Model model = Model.newInstance(name, Device.cpu(), NAME);
    try {
      model.load(archive, Map.of());
    } catch (MalformedModelException e) {
      throw new IOException(e);
    }
    return model;
  }

  /** A module with its inputs. */
  private static class Call implements Contestant {
    private final String operator;
    private final int threads;
    private final NDManager tensors;
    private final NDList inputs;
    private final Predictor<NDList, NDList> predictor;

    Call(String operator, Model model, int threads, NDManager tensors, NDList inputs) {
      this.operator = operator;
      this.threads = threads;
      this.tensors = tensors;
      this.inputs = inputs;
      predictor = model.newPredictor(new NoopTranslator());
    }

    @Override
    public String library() {
      return NAME;
    }

    @Override
    public String operator() {
      return operator;
    }

    @Override
    public void run(int times) {
      call(times).close();
    }

    @Override
    public float[] outputs() {
      try (NDList result = call(1)) {
        return result.get(0).toFloatArray();
      }
    }

    @Override
    public void close() {
      predictor.close();
      tensors.close();
    }

    private NDList call(long times) {
      JniUtils.setNumThreads(threads);
      try (NDArray count = tensors.create(times)) {
        NDList all = new NDList(inputs);
        all.add(count);
        return predictor.predict(all);
      } catch (TranslateException e) {
        throw new IllegalStateException(NAME + " " + operator + ": " + e.getMessage(), e);
      }
    }
  }
}
