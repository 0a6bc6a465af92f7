package dev.headroom.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's operators for attention; outputs are allocated beforehand. */
final class OnnxRuntime implements Peer {
  static final String NAME = "ONNX Runtime";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  @Override
  public String describe() {
    return NAME
        + " 1.22.0: the faster of MultiHeadAttention (no append) and GroupQueryAttention (append in place included); constant"
        + " weights";
  }

  @Override
  public List<Contestant> attention(AttentionInputs inputs, int threads) {
    AttentionShape shape = inputs.shape;
    List<Contestant> contestants = new ArrayList<>();
    try {
      if (shape.groupSize() == 1) {
        contestants.add(multiHead(inputs, threads));
      }
      contestants.add(groupQuery(inputs, threads));
    } catch (OrtException e) {
      throw new IllegalStateException(NAME + ": " + shape + ": " + e.getMessage(), e);
    }
    return contestants;
  }

  @Override
  public List<Contestant> product(ProductInputs inputs, int threads) {
    ProductShape shape = inputs.shape();
    try {
      Call call = new Call("MatMul", OnnxModel.product(shape, inputs.w()), threads);
      call.input("x", Numbers.outside(inputs.x()), shape.rows(), shape.inputs());
      call.output("y", shape.rows(), shape.outputs());
      return List.of(call);
    } catch (OrtException e) {
      throw new IllegalStateException(NAME + ": " + shape + ": " + e.getMessage(), e);
    }
  }

  private Call multiHead(AttentionInputs inputs, int threads) throws OrtException {
    AttentionShape shape = inputs.shape;
    int heads = shape.queryHeads();
    int width = heads * shape.headDim();
    boolean prefill = shape.prefill();
    byte[] model =
        prefill ? OnnxModel.multiHeadPrefill(heads) : OnnxModel.multiHeadDecode(heads);
    Call call = new Call("MultiHeadAttention", model, threads);
    call.input("q", Numbers.outside(inputs.queries), shape.batch(), shape.newTokens(), width);
    if (prefill) {
      call.input("k", Numbers.outside(inputs.newKeys), shape.batch(), shape.tokens(), width);
      call.input("v", Numbers.outside(inputs.newValues), shape.batch(), shape.tokens(), width);
    } else {
      call.input("k", inputs.keys, shape.batch(), heads, shape.tokens(), shape.headDim());
      call.input("v", inputs.values, shape.batch(), heads, shape.tokens(), shape.headDim());
    }
    call.output("o", shape.batch(), shape.newTokens(), width);
    return call;
  }

  private Call groupQuery(AttentionInputs inputs, int threads) throws OrtException {
    AttentionShape shape = inputs.shape;
    int batch = shape.batch();
    int tokens = shape.newTokens();
    int width = shape.queryHeads() * shape.headDim();
    int kvWidth = shape.kvHeads() * shape.headDim();
    byte[] model = OnnxModel.groupQuery(shape.queryHeads(), shape.kvHeads());
    Call call = new Call("GroupQueryAttention", model, threads);
    call.input("q", Numbers.outside(inputs.queries), batch, tokens, width);
    call.input("k", Numbers.outside(inputs.newKeys), batch, tokens, kvWidth);
    call.input("v", Numbers.outside(inputs.newValues), batch, tokens, kvWidth);
    call.output("o", batch, tokens, width);
    if (shape.prefill()) {
      call.input("past_k", Numbers.outside(0), batch, shape.kvHeads(), 0, shape.headDim());
      call.input("past_v", Numbers.outside(0), batch, shape.kvHeads(), 0, shape.headDim());
      call.output("present_k", batch, shape.kvHeads(), tokens, shape.headDim());
      call.output("present_v", batch, shape.kvHeads(), tokens, shape.headDim());
    } else {
      // One tensor for the cache before and after: the new token is written where it already is.
      call.input(
          "past_k", inputs.keys, batch, shape.kvHeads(), shape.tokens(), shape.headDim());
      call.input(
          "past_v", inputs.values, batch, shape.kvHeads(), shape.tokens(), shape.headDim());
      call.sameOutput("present_k", "past_k");
      call.sameOutput("present_v", "past_v");
    }
    int[] last = new int[batch];
    java.util.Arrays.fill(last, shape.tokens() - 1);
    call.input("last_index", last, batch);
    call.input("total_length", new int[] {shape.tokens()});
    return call;
  }

  /** A session of its own, with tensors bound to it. */
  private final class Call implements Contestant {
    private final String operator;
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    private final OrtSession session;
    private final Map<String, OnnxTensor> in = new HashMap<>();
    private final Map<String, OnnxTensor> out = new HashMap<>();
    private final List<FloatBuffer> results = new ArrayList<>();

    Call(String operator, byte[] model, int threads) throws OrtException {
      this.operator = operator;
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model, options);
    }

    void input(String name, FloatBuffer numbers, long... dimensions) throws OrtException {
      in.put(name, OnnxTensor.createTensor(environment, numbers.duplicate(), dimensions));
    }

    void input(String name, int[] numbers, long... dimensions) throws OrtException {
      IntBuffer buffer =
          ByteBuffer.allocateDirect(numbers.length * Integer.BYTES)
              .order(ByteOrder.nativeOrder())
              .asIntBuffer()
              .put(0, numbers);
      in.put(name, OnnxTensor.createTensor(environment, buffer, dimensions));
    }

    void output(String name, long... dimensions) throws OrtException {
      int count = 1;
      for (long dimension : dimensions) {
        count *= (int) dimension;
      }
      FloatBuffer buffer = Numbers.outside(count);
      results.add(buffer);
      out.put(name, OnnxTensor.createTensor(environment, buffer.duplicate(), dimensions));
    }

    void sameOutput(String name, String input) {
      out.put(name, java.util.Objects.requireNonNull(in.get(input)));
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
      try {
        for (int i = 0; i < times; i++) {
          session.run(in, out).close();
        }
      } catch (OrtException e) {
        throw new IllegalStateException(NAME + " " + operator + ": " + e.getMessage(), e);
      }
    }

    @Override
    public float[] outputs() {
      // The first output of every model is the one to compare.
      return Numbers.copy(results.get(0));
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(NAME + " " + operator + ": " + e.getMessage(), e);
      }
      options.close();
      java.util.stream.Stream.concat(in.values().stream(), out.values().stream())
          .distinct()
          .forEach(OnnxTensor::close);
    }
  }
}
