namespace DecentralizedAi.ModelTrainer;

/// <summary>Samples in a file, so that a run can start without drawing them. The tokenizer must be the same.</summary>
internal static class SampleFile
{
    /// <summary>Writes counts, then for each sample its ids and what of them is learned.</summary>
    public static void Save(string path, IReadOnlyCollection<Sample> samples)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(samples.Count);
        foreach (var sample in samples)
        {
            writer.Write(sample.Ids.Length);
            for (var i = 0; i < sample.Ids.Length; i++)
                writer.Write(sample.Ids[i] * 2 + (sample.Learned[i] ? 1 : 0));
        }
    }

    /// <summary>Reads them back, in the same order.</summary>
    public static List<Sample> Load(string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 16));
        var samples = new List<Sample>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (ids, learned) = (new int[reader.ReadInt32()], new List<bool>());
            for (var i = 0; i < ids.Length; i++)
            {
                var written = reader.ReadInt32();
                ids[i] = written / 2;
                learned.Add(written % 2 == 1);
            }
            samples.Add(new Sample(ids, [.. learned]));
        }
        return samples;
    }
}
