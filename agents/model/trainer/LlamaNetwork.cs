using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// The llama architecture: RMS norm, rotary positions in interleaved pairs (so that llama.cpp needs no permutation),
/// grouped-query attention, SwiGLU, the embedding as output matrix.
/// </summary>
internal sealed class LlamaNetwork : nn.Module
{
    private readonly List<Layer> _layers = [];
    private readonly Parameter _embedding;
    private readonly Parameter _norm;
    private readonly Tensor _cos;
    private readonly Tensor _sin;

    /// <param name="shape">The sizes.</param>
    /// <param name="device">Where the weights stand; the first weights are drawn on the processor, so that they are the same
    /// everywhere.</param>
    public LlamaNetwork(LlamaShape shape, Device device) : base("llama")
    {
        (Shape, Device) = (shape, device);
        _embedding = Normal("token_embd", shape.Vocabulary, shape.Width, 0.02);
        _norm = Ones("output_norm");
        var deep = 0.02 / Math.Sqrt(2 * shape.Layers);
        for (var i = 0; i < shape.Layers; i++)
            _layers.Add(new Layer(
                Ones($"{i}.attn_norm"),
                Normal($"{i}.attn_qkv", shape.Width + 2 * shape.KeyWidth, shape.Width, 0.05),
                Normal($"{i}.attn_output", shape.Width, shape.Width, deep),
                Ones($"{i}.ffn_norm"),
                Normal($"{i}.ffn_gate_up", 2 * shape.Hidden, shape.Width, 0.05),
                Normal($"{i}.ffn_down", shape.Width, shape.Hidden, deep)));
        (_cos, _sin) = Rotations(shape, device);
    }

    public LlamaShape Shape { get; }

    /// <summary>Where the weights stand.</summary>
    public Device Device { get; }

    /// <summary>Share of the values between the layers that a training step leaves out.</summary>
    public double Dropout { get; init; }

    /// <summary>Logits of chosen places. ids: batch x time; places: indexes into batch * time; result: places x vocabulary.</summary>
    public Tensor Logits(Tensor ids, Tensor places)
    {
        var x = _embedding.index_select(0, ids.reshape(-1)).reshape(ids.shape[0], ids.shape[1], Shape.Width);
        foreach (var layer in _layers)
        {
            x = x + Drop(Attention(layer, Norm(x, layer.AttentionNorm)));
            x = x + Drop(Feed(layer, Norm(x, layer.FeedNorm)));
        }
        var chosen = x.reshape(-1, Shape.Width).index_select(0, places);
        return Multiply(Norm(chosen, _norm), _embedding);
    }

    /// <summary>The matrices and vectors under the names of llama.cpp, as rows x columns (a vector has one row).</summary>
    public IEnumerable<(string Name, float[] Data, int Rows, int Columns)> Export()
    {
        foreach (var (name, tensor, from, rows) in Parts())
        {
            using var part = Part(tensor, from, rows);
            using var copy = part.cpu().contiguous();
            yield return (name, copy.data<float>().ToArray(), rows, (int)copy.shape[1]);
        }
    }

    /// <summary>Rows and columns of each part of an <see cref="Export"/>, in its order.</summary>
    public IEnumerable<(int Rows, int Columns)> Sizes => Parts().Select(part => (part.Rows, (int)part.Tensor.shape[^1]));

    /// <summary>Takes the values of an <see cref="Export"/> of the same sizes, part by part in its order.</summary>
    /// <param name="values">The values of a part of so many rows and columns.</param>
    public void Import(Func<int, int, float[]> values)
    {
        using var still = no_grad();
        foreach (var (_, whole, from, rows) in Parts())
        {
            using var part = Part(whole, from, rows);
            using var read = tensor(values(rows, (int)part.shape[1]));
            using var shaped = read.reshape(part.shape).to(Device);
            part.copy_(shaped).Dispose();
        }
    }

    private IEnumerable<(string Name, Tensor Tensor, int From, int Rows)> Parts()
    {
        int width = Shape.Width, key = Shape.KeyWidth, hidden = Shape.Hidden;
        yield return ("token_embd.weight", _embedding, 0, Shape.Vocabulary);
        yield return ("output_norm.weight", _norm, 0, 1);
        for (var i = 0; i < _layers.Count; i++)
        {
            var layer = _layers[i];
            yield return ($"blk.{i}.attn_norm.weight", layer.AttentionNorm, 0, 1);
            yield return ($"blk.{i}.attn_q.weight", layer.Qkv, 0, width);
            yield return ($"blk.{i}.attn_k.weight", layer.Qkv, width, key);
            yield return ($"blk.{i}.attn_v.weight", layer.Qkv, width + key, key);
            yield return ($"blk.{i}.attn_output.weight", layer.Output, 0, width);
            yield return ($"blk.{i}.ffn_norm.weight", layer.FeedNorm, 0, 1);
            yield return ($"blk.{i}.ffn_gate.weight", layer.GateUp, 0, hidden);
            yield return ($"blk.{i}.ffn_up.weight", layer.GateUp, hidden, hidden);
            yield return ($"blk.{i}.ffn_down.weight", layer.Down, 0, width);
        }
    }

    // Shares its values with the whole.
    private static Tensor Part(Tensor whole, long from, int rows)
    {
        using var plain = whole.detach();
        using var matrix = plain.view(whole.dim() == 1 ? 1 : whole.shape[0], -1);
        return matrix.narrow(0, from, rows);
    }

    private Tensor Drop(Tensor x) => Dropout > 0 ? nn.functional.dropout(x, Dropout, training: true) : x;

    private Tensor Attention(Layer layer, Tensor x)
    {
        long batch = x.shape[0], time = x.shape[1];
        var parts = Multiply(x, layer.Qkv).split([Shape.Width, Shape.KeyWidth, Shape.KeyWidth], -1);
        var q = Rotate(Heads(parts[0], Shape.Heads), time);
        var k = Repeat(Rotate(Heads(parts[1], Shape.KeyHeads), time));
        var v = Repeat(Heads(parts[2], Shape.KeyHeads));
        var mixed = Mixed(q, k, v);
        return Multiply(mixed.transpose(1, 2).reshape(batch, time, Shape.Width), layer.Output);
    }

    // A graphics processor has a kernel for half precision that never writes the scores out.
    private Tensor Mixed(Tensor q, Tensor k, Tensor v) => Device.type == DeviceType.CPU
        ? nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true)
        : nn.functional.scaled_dot_product_attention(
            q.to(ScalarType.BFloat16), k.to(ScalarType.BFloat16), v.to(ScalarType.BFloat16), is_casual: true)
            .to(ScalarType.Float32);

    private Tensor Feed(Layer layer, Tensor x)
    {
        var parts = Multiply(x, layer.GateUp).chunk(2, -1);
        return Multiply(nn.functional.silu(parts[0]) * parts[1], layer.Down);
    }

    // batch x time x width -> batch x heads x time x head size
    private Tensor Heads(Tensor x, int heads) =>
        x.reshape(x.shape[0], x.shape[1], heads, Shape.HeadSize).transpose(1, 2);

    private Tensor Repeat(Tensor x) =>
        Shape.Heads == Shape.KeyHeads ? x : x.repeat_interleave(Shape.Heads / Shape.KeyHeads, 1);

    private Tensor Rotate(Tensor x, long time)
    {
        var pairs = x.reshape(x.shape[0], x.shape[1], time, Shape.HeadSize / 2, 2);
        var even = pairs.select(-1, 0);
        var odd = pairs.select(-1, 1);
        var cos = _cos.narrow(0, 0, time);
        var sin = _sin.narrow(0, 0, time);
        return stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape);
    }

    // Half the time of single precision on processors with bfloat16, and the same loss to three digits.
    private static Tensor Multiply(Tensor x, Tensor weight) => nn.functional.linear(
        x.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16)).to(ScalarType.Float32);

    private static Tensor Norm(Tensor x, Tensor weight) =>
        x * (x.square().mean([-1], keepdim: true) + LlamaShape.Epsilon).rsqrt() * weight;

    private static (Tensor, Tensor) Rotations(LlamaShape shape, Device device)
    {
        var half = shape.HeadSize / 2;
        var angles = new float[LlamaShape.Context * half];
        for (var t = 0; t < LlamaShape.Context; t++)
            for (var i = 0; i < half; i++)
                angles[t * half + i] = t * MathF.Pow(LlamaShape.RopeBase, -2f * i / shape.HeadSize);
        using var table = tensor(angles).reshape(LlamaShape.Context, half);
        return (table.cos().to(device).DetachFromDisposeScope(), table.sin().to(device).DetachFromDisposeScope());
    }

    private Parameter Normal(string name, long rows, long columns, double deviation)
    {
        var parameter = nn.Parameter((randn(rows, columns) * deviation).to(Device));
        register_parameter(name.Replace('.', '_'), parameter);
        return parameter;
    }

    private Parameter Ones(string name)
    {
        var parameter = nn.Parameter(ones(Shape.Width).to(Device));
        register_parameter(name.Replace('.', '_'), parameter);
        return parameter;
    }

    private sealed record Layer(
        Parameter AttentionNorm, Parameter Qkv, Parameter Output,
        Parameter FeedNorm, Parameter GateUp, Parameter Down);
}
