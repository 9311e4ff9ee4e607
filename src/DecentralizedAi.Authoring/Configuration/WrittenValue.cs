namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A value and who said it.</summary>
/// <param name="Texts">One text, or the items of a list.</param>
/// <param name="Origin"><c>file:line:column</c>, <c>DAI_NAME</c>, <c>--flag</c> or <c>default</c>.</param>
/// <param name="Folder">What relative paths in it are relative to.</param>
public sealed record WrittenValue(IReadOnlyList<string> Texts, string Origin, string Folder)
{
    public string Text => Texts.Count == 1
        ? Texts[0]
        : throw new InvalidOperationException($"{Origin} holds {Texts.Count} values where one is read");
}
