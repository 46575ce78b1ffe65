# What a machine can do at most, computed by the operations that the models use. Helpers: common.ts.py.
class Program(Module):
  packed : bool  # whether oneDNN's blocks are used for the weights
  element : int  # PyTorch's number of the numbers' type: 5 float16, 6 float32, 15 bfloat16

  def factors(self: __torch__.Program, rows: int, inner: int, out: int, place: Tensor) -> List[Tensor]:
    # activations [rows, in], weight [out, in] and bias [out] of a matrix product; place: any tensor on the device
    like = torch.zeros([0], dtype=self.element, device=place.device)
    return [
      torch.rand([rows, inner]).to(like),
      __torch__.common.pack(torch.rand([out, inner]), like, self.packed),
      torch.zeros([out]).to(like)]

  def multiply(self: __torch__.Program, f: List[Tensor]) -> Tensor:
    # -> one number of the product, which is there when all of it is
    return __torch__.common.linear(f[0], f[1], f[2])[0, :1].to(6)

  def numbers(self: __torch__.Program, count: int, place: Tensor) -> List[Tensor]:
    # two tensors [count]; place: any tensor on the device
    ones = torch.ones([count], dtype=self.element, device=place.device)
    return [ones, torch.zeros_like(ones)]

  def copy(self: __torch__.Program, n: List[Tensor]) -> Tensor:
    # the first to the second -> one number of it
    return n[1].copy_(n[0])[:1].to(6)

  def read(self: __torch__.Program, n: List[Tensor]) -> Tensor:
    # -> the largest number
    return torch.amax(n[0], [0]).view([1]).to(6)
