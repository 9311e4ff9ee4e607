using System.ComponentModel;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Appends to a channel's file, one JSON line per message; the same action never posts twice.</summary>
internal sealed class MessageTools(string folder, TimeProvider time)
{
    private const int Tries = 20;

    [KernelFunction("post"), DaiTool("message.post", ToolEffect.Write, Idempotency.Keyed)]
    [Description("Posts a message to a channel.")]
    public async Task<ToolReport> PostAsync(
        Kernel kernel, [DaiType("text [channel]")] string channel, [DaiType("body")] string text,
        CancellationToken cancellationToken = default)
    {
        if (channel is not ['#', .. var name] || name.Length is 0 or > 64
            || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw new ToolException(ToolCode.Posting,
                $"'{channel}' is no channel: # and letters, digits, '-', '_'");
        var run = ToolMethod.Run(kernel);
        var line = JcsValue.Members(
            ("action", JcsValue.Of(run.Action.ToString())), ("agent", JcsValue.Of(run.Agent.ToString())),
            ("time", JcsValue.Of(time.GetUtcNow().ToUnixTimeMilliseconds())), ("text", JcsValue.Of(text))).ToJson();
        Directory.CreateDirectory(folder);
        await using var file = await OpenAsync(Path.Combine(folder, name + ".jsonl"), cancellationToken);
        var posted = await HasAsync(file, run.Action, cancellationToken);
        if (!posted)
            await AppendAsync(file, line, cancellationToken);
        return ToolReport.Of("posted", Label.Instruction,
            ("already", JcsValue.Of(posted)), ("channel", JcsValue.Of(channel)));
    }

    // The lock holds between the processes of one host; whoever has it is done within milliseconds.
    private async Task<FileStream> OpenAsync(string path, CancellationToken cancellation)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (i < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation);
            }
        }
    }

    private static async Task<bool> HasAsync(FileStream file, Bytes32 action, CancellationToken cancellation)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, false, 4096, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } line)
            if (line.StartsWith($"{{\"action\":\"{action}\",", StringComparison.Ordinal) && line.EndsWith('}'))
                return true;
        return false;
    }

    // A line that a crash cut short is ended first, so that it spoils no other.
    private static async Task AppendAsync(FileStream file, string line, CancellationToken cancellation)
    {
        var whole = file.Length == 0;
        if (!whole)
        {
            file.Position = file.Length - 1;
            whole = file.ReadByte() == '\n';
        }
        file.Position = file.Length;
        await file.WriteAsync(Encoding.UTF8.GetBytes((whole ? "" : "\n") + line + "\n"), cancellation);
        file.Flush(flushToDisk: true);
    }
}
