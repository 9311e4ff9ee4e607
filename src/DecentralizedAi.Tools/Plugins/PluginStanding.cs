using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>Whether a plugin may run, and why it does not.</summary>
internal sealed class PluginStanding(string plugin, PluginPauses pauses, Action<string> log)
{
    /// <summary>Why it serves nothing until it is approved again; null while it serves.</summary>
    public string? Suspended { get; private set; }

    /// <summary>Why it did not start as it was approved, the last time; null when it did.</summary>
    public string? Refused { get; private set; }

    /// <summary>Lays out what was approved, or a refusal that is kept and said.</summary>
    public void Approved(Action prepare) => Approved<object?>(() =>
    {
        prepare();
        return null;
    });

    /// <summary>What an approved package holds, or a refusal that is kept and said.</summary>
    public T Approved<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (ToolException another)
        {
            Refuse(another.Message);
            log(another.Message);
            throw;
        }
    }

    public void Refuse(string why) => Refused = why;

    public void Started() => Refused = null;

    public void Suspend(string? difference)
    {
        if (difference is null)
            return;
        Suspended = difference;
        log($"{ToolCode.Suspended} suspended until it is approved again: {difference}");
    }

    public void Failed(string why)
    {
        pauses.Failed();
        log($"{ToolCode.Down} its process {why}");
    }

    public ToolException SuspendedNow() => new(ToolCode.Suspended,
        $"{plugin} is suspended until it is approved again: {Suspended}");
}
