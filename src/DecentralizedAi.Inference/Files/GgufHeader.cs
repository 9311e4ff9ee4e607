namespace DecentralizedAi.Inference.Files;

/// <summary>
/// What a GGUF file says about itself, read in managed code before native code sees the file: counts against the
/// file's length, known types, alignment, kinds of arrays, lengths of strings, tensors inside the file.
/// </summary>
/// <param name="MoneyMargin">Below this lead, in logits, the model's payments are asked about instead of proposed
/// (<see cref="MoneyMarginKey"/>); null when the file names none.</param>
/// <param name="Vocabulary">What its tokenizer is.</param>
/// <param name="About">What it says of itself that nobody relies on.</param>
public sealed record GgufHeader(
    uint Version, string Architecture, int Tensors, string? ChatTemplate, long DataBytes, float? MoneyMargin,
    GgufVocabulary Vocabulary, GgufAbout About)
{
    /// <summary>The float32 entry that holds <see cref="MoneyMargin"/>: in the file, so that its hash covers it.
    /// </summary>
    public const string MoneyMarginKey = "dai.money_margin";

    private const uint Magic = 0x46554747;
    private const int MaxTensors = 65_536, MaxEntries = 4_096, MaxDimensions = 4, MaxLayers = 512;
    private const int MaxKey = 256, MaxName = 63, MaxText = 1 << 20, MaxTokenText = 1 << 12;
    private const uint TypeUInt32 = 4, TypeInt32 = 5, TypeFloat32 = 6, TypeBool = 7, TypeText = 8, TypeArray = 9;
    private const ulong MaxArray = 4_000_000;

    // uint8 int8 uint16 int16 uint32 int32 float32 bool, then text and array, then uint64 int64 float64.
    private static readonly ulong[] Sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    /// <summary>Reads and checks the header of a seekable stream.</summary>
    /// <exception cref="ModelException"><see cref="ModelException.BadHeader"/>, with byte and fault.</exception>
    public static GgufHeader Read(Stream stream)
    {
        var reader = new GgufReader(stream);
        if (reader.Length < 24 || reader.U32("the magic") != Magic)
            throw reader.Bad("it does not start with GGUF");
        var version = reader.U32("the version");
        if (version is not (2 or 3))
            throw reader.Bad($"version {version} is not 2 or 3 (or the file is big-endian)");
        var tensors = Count(reader, "tensors", MaxTensors, 1);
        var entries = Count(reader, "entries", MaxEntries, 1);
        var known = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < entries; i++)
            Entry(reader, known);
        if (known.GetValueOrDefault("general.architecture") is not string { Length: > 0 } architecture)
            throw reader.Bad("general.architecture is missing");
        GgufTokens.Check(reader, known);
        if (known.GetValueOrDefault($"{architecture}.block_count", 1u) is not (uint and >= 1 and <= MaxLayers))
            throw reader.Bad($"{architecture}.block_count is no uint32 from 1 to {MaxLayers}");
        var margin = Margin(reader, known);
        var about = new GgufAbout(known, architecture);
        var data = TensorTable(reader, tensors, Alignment(reader, known), about);
        return new(version, architecture, tensors, known.GetValueOrDefault("tokenizer.chat_template") as string, data,
            margin, GgufVocabulary.Of(known), about);
    }

    private static float? Margin(GgufReader reader, Dictionary<string, object?> known) =>
        !known.TryGetValue(MoneyMarginKey, out var written) ? null
        : written is float and >= 0 and < float.PositiveInfinity ? (float)written
        : throw reader.Bad($"{MoneyMarginKey} is no float32 from 0 on");

    private static int Count(GgufReader reader, string what, int most, int least)
    {
        var count = reader.U64($"the number of {what}");
        return count <= (ulong)most && count >= (ulong)least
            ? (int)count
            : throw reader.Bad($"{count} {what}; from {least} to {most} are allowed");
    }

    private static void Entry(GgufReader reader, Dictionary<string, object?> known)
    {
        var key = reader.Text(MaxKey, "a key");
        if (key.Length == 0 || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')))
            throw reader.Bad("a key has other characters than letters, digits, '.', '_' and '-'");
        if (!known.TryAdd(key, null))
            throw reader.Bad($"key '{key}' occurs twice");
        known[key] = Value(reader, key, reader.U32($"the type of '{key}'"));
    }

    private static object? Value(GgufReader reader, string key, uint type)
    {
        switch (type)
        {
            case TypeText:
                return reader.Text(MaxText, $"'{key}'");
            case TypeArray:
                return Array(reader, key);
            case TypeUInt32:
                return reader.U32($"'{key}'");
            case TypeFloat32:
                return reader.F32($"'{key}'");
            case TypeBool:
                return reader.Byte($"'{key}'") != 0;
            case < 13:
                reader.Skip(Sizes[type], $"'{key}'");
                return null;
            default:
                throw reader.Bad($"'{key}' has the unknown type {type}");
        }
    }

    private static GgufArray Array(GgufReader reader, string key)
    {
        var type = reader.U32($"the element type of '{key}'");
        var count = reader.U64($"the length of '{key}'");
        if (type >= 13 || type == TypeArray)
            throw reader.Bad($"'{key}' is an array of type {type}; arrays of arrays and unknown types are refused");
        if (count > MaxArray)
            throw reader.Bad($"'{key}' claims {count} elements; the limit is {MaxArray}");
        if (type == TypeText)
            return new(type, count) { Texts = Texts(reader, key, count) };
        if (key == GgufTokens.Types && type == TypeInt32)
            return new(type, count) { Numbers = Numbers(reader, key, count) };
        reader.Skip(count * Sizes[type], $"'{key}'");
        return new(type, count);
    }

    private static List<string> Texts(GgufReader reader, string key, ulong count)
    {
        // Native code ends the process when two tokens have one text; empty ones it names itself.
        var (kept, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0UL; i < count; i++)
        {
            var text = reader.Text(MaxTokenText, $"element {i} of '{key}'");
            if (key != GgufTokens.Tokens)
                continue;
            kept.Add(text);
            if (text.Length > 0 && !known.Add(text))
                throw reader.Bad($"token {i} has the text of another one");
        }
        return kept;
    }

    private static int[] Numbers(GgufReader reader, string key, ulong count)
    {
        if (count * 4 > (ulong)reader.Remaining)
            throw reader.Bad($"'{key}' needs {count * 4} bytes, {reader.Remaining} are left");
        var numbers = new int[count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (int)reader.U32($"'{key}'");
        return numbers;
    }

    private static uint Alignment(GgufReader reader, Dictionary<string, object?> known)
    {
        if (!known.TryGetValue("general.alignment", out var written))
            return 32;
        return written is uint alignment and >= 8 and <= 65_536 && (alignment & (alignment - 1)) == 0
            ? alignment
            : throw reader.Bad("general.alignment is no uint32 power of two from 8 to 65536");
    }

    // The data follows the table; each tensor starts where the one before ends, rounded up.
    private static long TensorTable(GgufReader reader, int tensors, uint alignment, GgufAbout about)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        ulong end = 0, last = 0;
        for (var i = 0; i < tensors; i++)
        {
            var name = reader.Text(MaxName, "a tensor's name");
            if (!names.Add(name))
                throw reader.Bad($"tensor '{name}' occurs twice");
            var bytes = TensorBytes(reader, name, about);
            var offset = reader.U64($"the offset of '{name}'");
            if (offset != end)
                throw reader.Bad($"tensor '{name}' starts at {offset}, but the one before ends at {end}");
            last = checked(offset + bytes);
            end = Up(last, alignment);
        }
        var start = Up((ulong)reader.Position, alignment);
        if (start + last > (ulong)reader.Length)
            throw reader.Bad($"the tensors need {start + last} bytes, the file has {reader.Length}");
        if (Up(start + last, alignment) < (ulong)reader.Length)
            throw reader.Bad($"the tensors end at {start + last}, and the file goes on to {reader.Length}");
        return (long)last;
    }

    private static ulong TensorBytes(GgufReader reader, string name, GgufAbout about)
    {
        var dimensions = reader.U32($"the dimensions of '{name}'");
        if (dimensions is 0 or > MaxDimensions)
            throw reader.Bad($"tensor '{name}' has {dimensions} dimensions; 1 to {MaxDimensions} are allowed");
        UInt128 values = 1;
        ulong row = 0;
        for (var i = 0; i < dimensions; i++)
        {
            var size = reader.U64($"a dimension of '{name}'");
            if (i == 0)
                row = size;
            values *= size;
            if (size == 0 || values > (ulong)reader.Length * 8)
                throw reader.Bad($"tensor '{name}' has an empty or impossible size");
        }
        var id = reader.U32($"the type of '{name}'");
        if (!GgufTensorType.TryFind(id, out var type))
            throw reader.Bad($"tensor '{name}' has the unknown type {id}");
        if (row % type.Block != 0)
            throw reader.Bad($"rows of '{name}' have {row} values; its type stores blocks of {type.Block}");
        about.Count(type, (ulong)values, matrix: dimensions > 1);
        return (ulong)values / type.Block * type.Bytes;
    }

    private static ulong Up(ulong value, uint alignment) => (value + alignment - 1) / alignment * alignment;
}
