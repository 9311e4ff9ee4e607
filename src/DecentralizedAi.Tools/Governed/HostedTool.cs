using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Tools.Governed;

/// <summary>A tool that a host runs, in this process or in another.</summary>
/// <param name="Seconds">Until the host gives up.</param>
/// <param name="Pure">The result's label is the worst of the arguments'.</param>
/// <param name="Reports">Whether it returns a report, whose label counts; what others return is foreign.</param>
/// <param name="For">The function of one run.</param>
internal sealed record HostedTool(
    ToolDeclaration Declaration, int Seconds, bool Pure, bool Reports, Func<ToolRun, AIFunction> For)
{
    /// <summary>Every governed method of an object of this process.</summary>
    /// <exception cref="ToolException">A method of the object says nothing about governance.</exception>
    public static IEnumerable<HostedTool> Of(object target) => ToolMethod.Of(target).Select(method => new HostedTool(
        method.Declaration, method.Facts.Seconds, method.Facts.Pure,
        method.Returns == typeof(ToolReport) || method.Returns == typeof(Task<ToolReport>),
        run => method.For(run)));
}
