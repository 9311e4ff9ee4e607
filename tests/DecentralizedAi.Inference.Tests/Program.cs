using DecentralizedAi.Inference.Hosting;

// The test assembly is also the child process that some of its tests start.
return args is ["model-host"] ? await ModelHost.RunProcessAsync(CancellationToken.None) : 2;
