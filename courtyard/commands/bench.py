"""pending"""
def bench() -> None:
    """pending"""
