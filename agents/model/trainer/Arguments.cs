namespace DecentralizedAi.ModelTrainer;

/// <summary>The command line: a verb, then options.</summary>
internal sealed record Arguments(string Verb)
{
    public string Data { get; private init; } = "agents/model/data";
    public string Out { get; private init; } = "agents/model/default.gguf";
    public int Steps { get; private init; } = 3000;
    public int Examples { get; init; } = 60_000;
    public int Seed { get; private init; } = 1;
    public int Merges { get; private init; } = 1600;
    public int Width { get; private init; } = 128;
    public int Layers { get; private init; } = 4;

    /// <summary>Key and value heads of 32 each; 0 is as many as there are query heads.</summary>
    public int KeyHeads { get; private init; }
    public int Show { get; private init; } = 40;
    public double Rate { get; private init; } = 3e-3;

    public string Name { get; private init; } = "dai-default";

    /// <summary>The lead that payments need, in logits; 0 measures and never asks.</summary>
    public float Margin { get; private init; }

    /// <summary>Padded ids of one batch.</summary>
    public int Batch { get; private init; } = 2048;

    /// <summary>Batches of one step, 1 or 2.</summary>
    public int Lanes { get; private init; } = 2;

    /// <summary>Weights and merges of an earlier run to go on from; empty for a fresh start.</summary>
    public string From { get; private init; } = "";

    /// <summary>Another point of the same run, whose weights are averaged with those of <see cref="From"/>.</summary>
    public string Mean { get; private init; } = "";

    /// <summary>"cpu", or "cuda" where the libraries of a torch with CUDA are beside the trainer.</summary>
    public string Device { get; private init; } = "cpu";

    /// <summary>Share of the values between the layers that a step leaves out.</summary>
    public double Dropout { get; private init; }

    /// <summary>How much of the running mean of the weights each step keeps; 0 writes the last weights.</summary>
    public double Average { get; private init; }

    /// <summary>Merges of an earlier run; empty learns them.</summary>
    public string Words { get; private init; } = "";

    /// <summary>A register to draw more often than its phrases earn it: plain payments are what people ask for most.</summary>
    public (string Register, double Times) Favour { get; private init; } = ("pay", 5);

    /// <summary>Plain text to read beside the samples, a paragraph a line; empty for none.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Samples that were drawn before; empty draws them.</summary>
    public string Samples { get; private init; } = "";

    /// <summary>Steps of the plan that <see cref="From"/> has behind it: the rate goes on from there.</summary>
    public int Done { get; private init; }

    /// <summary>A file after every so many steps, to measure or to go on from; 0 writes only the last.</summary>
    public int Keep { get; private init; }

    /// <summary>Longer conversations are left out, in ids.</summary>
    public int Longest { get; } = 640;

    /// <summary>Train on the held-out phrases too.</summary>
    public bool All { get; private init; }

    /// <summary>The same with sizes and steps that only show that everything works.</summary>
    public Arguments Small(string path) => this with
    {
        Out = path, Steps = 20, Examples = 400, Merges = 200, Width = 64, Layers = 2, KeyHeads = 2, Show = 0,
    };

    public static Arguments Of(string[] args)
    {
        var read = new Arguments(args.FirstOrDefault() ?? "");
        for (var i = 1; i < args.Length; i++)
        {
            string Next() => args[++i];
            read = args[i] switch
            {
                "--data" => read with { Data = Next() },
                "--out" => read with { Out = Next() },
                "--steps" => read with { Steps = int.Parse(Next()) },
                "--examples" => read with { Examples = int.Parse(Next()) },
                "--seed" => read with { Seed = int.Parse(Next()) },
                "--merges" => read with { Merges = int.Parse(Next()) },
                "--width" => read with { Width = int.Parse(Next()) },
                "--key-heads" => read with { KeyHeads = int.Parse(Next()) },
                "--layers" => read with { Layers = int.Parse(Next()) },
                "--show" => read with { Show = int.Parse(Next()) },
                "--rate" => read with { Rate = double.Parse(Next()) },
                "--margin" => read with { Margin = float.Parse(Next()) },
                "--name" => read with { Name = Next() },
                "--batch" => read with { Batch = int.Parse(Next()) },
                "--lanes" => read with { Lanes = int.Parse(Next()) },
                "--from" => read with { From = Next() },
                "--mean" => read with { Mean = Next() },
                "--samples" => read with { Samples = Next() },
                "--device" => read with { Device = Next() },
                "--dropout" => read with { Dropout = double.Parse(Next()) },
                "--average" => read with { Average = double.Parse(Next()) },
                "--favour" => read with { Favour = Favoured(Next()) },
                "--text" => read with { Text = Next() },
                "--words" => read with { Words = Next() },
                "--done" => read with { Done = int.Parse(Next()) },
                "--keep" => read with { Keep = int.Parse(Next()) },
                "--all" => read with { All = true },
                var unknown => throw new ArgumentException($"unknown option '{unknown}'"),
            };
        }
        return read;
    }

    private static (string, double) Favoured(string text) => text.Split('=') is [var register, var times]
        ? (register, double.Parse(times))
        : throw new ArgumentException($"--favour '{text}': REGISTER=TIMES, as in pay=4");
}
