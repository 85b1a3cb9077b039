"""pending"""
def verify() -> None:
    """pending"""
