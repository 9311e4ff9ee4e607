export function App() {
  return <h1>DecentralizedAi</h1>;
}
