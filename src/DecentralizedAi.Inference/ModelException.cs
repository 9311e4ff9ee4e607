namespace DecentralizedAi.Inference;

/// <summary>A model that cannot be used. The message starts with its code and says what to do.</summary>
public sealed class ModelException(string code, string message) : Exception($"{code} {message}")
{
    /// <summary>The file's hash is not the approved one.</summary>
    public const string NotApproved = "DAI-5101";

    /// <summary>The file cannot be read.</summary>
    public const string Unreadable = "DAI-5102";

    /// <summary>The file is no GGUF that native code may see.</summary>
    public const string BadHeader = "DAI-5103";

    /// <summary>The native library refuses the file, or does not load.</summary>
    public const string LoadFailed = "DAI-5104";

    /// <summary>The host process died or cannot be started.</summary>
    public const string HostDied = "DAI-5105";

    /// <summary>The host process did not answer in time.</summary>
    public const string TimedOut = "DAI-5106";

    /// <summary>The host died too often and is started again later.</summary>
    public const string BackingOff = "DAI-5107";

    /// <summary>The prompt does not fit, even when shortened.</summary>
    public const string TooLong = "DAI-5108";

    /// <summary>The grammar is not one that native code may see.</summary>
    public const string BadGrammar = "DAI-5109";

    /// <summary>The agent's composition approves another model than this node has.</summary>
    public const string AnotherModel = "DAI-5110";

    /// <summary>A prompt template that would call a function, or is none.</summary>
    public const string BadTemplate = "DAI-5111";

    /// <summary>The composition names a prompt that this node does not have.</summary>
    public const string NoPrompt = "DAI-5113";

    /// <summary>The chat template of the file is missing, or uses what is not known here.</summary>
    public const string BadChatTemplate = "DAI-5114";

    /// <summary>The model is not of a family whose prompts and tokens are known here.</summary>
    public const string UnknownFamily = "DAI-5115";

    /// <summary>The composition names another way of writing prompts than the file has.</summary>
    public const string AnotherTemplate = "DAI-5116";

    /// <summary>A graphics card is wanted, and none serves.</summary>
    public const string NoCard = "DAI-5117";

    /// <summary>The host and its parent do not speak the same language.</summary>
    public const string BadFrame = "DAI-5112";

    /// <summary>As many questions wait for the model as may wait.</summary>
    public const string Busy = "DAI-5120";

    /// <summary>Whoever asked has given up; the host's word to its parent, which nobody reads.</summary>
    public const string GivenUp = "DAI-5121";

    /// <summary>The code alone, such as <c>DAI-5101</c>.</summary>
    public string Code { get; } = code;
}
