namespace DecentralizedAi.Inference.Templates;

/// <summary>A template's own refusal of the messages that it was given.</summary>
internal sealed class TemplateRefusal(string message) : Exception(message);
