using System.Text.Json;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>What every refusal owes to people and to scripts.</summary>
internal static class Refusal
{
    /// <summary>The code is on the standard error for people and in the only object on the standard output.</summary>
    public static void Is(Ended ended, int exit, string code, params IEnumerable<string> words)
    {
        Assert.True(ended.Exit == exit, ended.Story);
        Assert.Contains(code, ended.Error);
        var answer = ended.Json();
        var error = answer.GetProperty("error");
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.StartsWith("dai.", answer.GetProperty("schema").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(["code", "message", "where", "fix"], error.EnumerateObject().Select(member => member.Name));
        Assert.All(error.EnumerateObject(), member => Assert.NotEqual("", member.Value.GetString()));
        Assert.All(words, word => Assert.Contains(word, error.GetRawText()));
    }
}
