using DecentralizedAi.Node.Hosting;

return await NodeProgram.RunAsync(args);
