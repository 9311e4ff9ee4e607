using System.ComponentModel;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Arithmetic that never rounds in silence.</summary>
internal sealed class CalcTools
{
    [KernelFunction("calc")]
    [DaiTool("calc", ToolEffect.Read, Idempotency.Safe, Pure = true)]
    [Description("a op b; percent is a percent of b.")]
    public ToolReport Calculate(
        [DaiType("enum(add, subtract, multiply, divide, percent)")] string op,
        [DaiType("text [number]")] string a, [DaiType("text [number]")] string b)
    {
        var (left, right) = (Read(a), Read(b));
        var exact = true;
        var value = op switch
        {
            "add" => left.Plus(right),
            "subtract" => left.Minus(right),
            "multiply" => left.Times(right),
            "divide" => right.IsZero
                ? throw new ToolException(ToolCode.Calculation, $"{a} divided by 0 is no number")
                : left.Over(right, out exact),
            "percent" => left.Times(right).Over(ExactNumber.Hundred, out exact),
            _ => throw new ToolException(ToolCode.Calculation, $"'{op}' is no operation"),
        };
        // The label is joined by the host from those of a and b.
        return ToolReport.Of($"result {value}{(exact ? "" : " (rounded down)")}", Label.None,
            ("exact", JcsValue.Of(exact)), ("value", JcsValue.Of(value.ToString())));
    }

    private static ExactNumber Read(string text) => ExactNumber.TryParse(text, out var number)
        ? number
        : throw new ToolException(ToolCode.Calculation, $"'{text}' is no decimal number of at most 60 digits");
}
