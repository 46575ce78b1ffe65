# What a machine can do at most, computed by the operations that the models use. Helpers: common.ts.py.
class Program(Module):
  storage : str  # how linear layers hold their weights, see linear_layer
  element : int  # PyTorch's number of the numbers' type: 5 float16, 6 float32, 15 bfloat16

  def factors(self, rows: int, inner: int, out: int, device: Tensor) -> List[Tensor]:
    # activations [rows, in] of a matrix product, and its linear layer [out, in]; device: any tensor on it
    like = torch.zeros([0], dtype=self.element, device=device.device)
    layer = common.linear_layer(torch.rand([out, inner]), torch.zeros([out]), like, self.storage)
    return [torch.rand([rows, inner]).to(like)] + layer

  def multiply(self, f: List[Tensor]) -> Tensor:
    # -> one number of the product, which is there when all of it is
    return common.linear(f[0], f[1:])[0, :1].to(6)

  def numbers(self, count: int, device: Tensor) -> List[Tensor]:
    # two tensors [count]; device: any tensor on it
    ones = torch.ones([count], dtype=self.element, device=device.device)
    return [ones, torch.zeros_like(ones)]

  def copy(self, n: List[Tensor]) -> Tensor:
    # the first to the second -> one number of it
    return n[1].copy_(n[0])[:1].to(6)

  def read(self, n: List[Tensor]) -> Tensor:
    # -> the largest number
    return torch.amax(n[0], [0]).view([1]).to(6)
